import logging

from celery import shared_task

from ecosystem.kernel import clock

from . import actions, drawing, queries

EVERY = {"portraits.refresh": 3, "portraits.pack": 900}
MOST_AT_A_TIME = 200
SLICE = 5_000
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
    """Every portrait with a consent, from nothing, a slice of the parties at a time; one slice that fails holds up no other."""
    pack()
    at = clock.now()
    parties = queries.consenting_parties(at)
    for first in range(0, len(parties), SLICE):
        try:
            actions.draw_portraits(party_ids=parties[first : first + SLICE], at=at)
        except Exception:
            log.exception("the portraits of a slice from %s can't be drawn", parties[first])
