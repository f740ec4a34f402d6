import logging
from uuid import UUID

from celery import shared_task

from ecosystem.kernel import clock

from . import actions, drawing, queries

EVERY = {"portraits.refresh": 3, "portraits.pack": 900}
MOST_AT_A_TIME = 200
SLICE = 2_500
PACKED_TOGETHER = 100_000
log = logging.getLogger(__name__)


@shared_task(name="portraits.refresh")
def refresh() -> None:
    """Read what arrived, then draw what is out of date; what is left waits for the next round."""
    while actions.note_trade(at=clock.now()):
        pass
    for party_id in queries.stale_parties(MOST_AT_A_TIME):
        try:
            actions.refresh_portrait(party_id=party_id, at=clock.now())
        except Exception:
            log.exception("the portrait of %s can't be drawn", party_id)
            actions.set_aside(party_id=party_id, at=clock.now())


@shared_task(name="portraits.pack")
def pack() -> None:
    """What arrived is packed, so that drawing everybody need not unwrap it."""
    while drawing.pack_some(PACKED_TOGETHER):
        pass


@shared_task(name="portraits.redraw_all")
def redraw_all() -> None:
    """Every portrait with a consent, from nothing, a slice of the parties at a time, as many slices at once as there are workers."""
    pack()
    parties = queries.consenting_parties(clock.now())
    for first in range(0, len(parties), SLICE):
        redraw_slice.delay([str(party_id) for party_id in parties[first : first + SLICE]])


@shared_task(name="portraits.redraw_slice")
def redraw_slice(party_ids: list[str]) -> None:
    actions.draw_portraits(party_ids=[UUID(party_id) for party_id in party_ids], at=clock.now())
