import logging
from uuid import UUID

from celery import shared_task

from ecosystem.consent.public import ConsentWithdrawn
from ecosystem.kernel import clock
from lending.portraits.public import consenting_parties

from . import actions, queries

EVERY = {"offers.qualify_changed": 10, "offers.sweep": 60, "offers.nightly": 24 * 3600}
SLICE = 1_000
log = logging.getLogger(__name__)


@shared_task(name="offers.qualify_changed")
def qualify_changed() -> None:
    """Whose portrait has changed is looked at again."""
    for party_id in queries.parties_to_qualify(clock.now()):
        _qualify(party_id)


@shared_task(name="offers.nightly")
def nightly() -> None:
    """Everybody who consents is looked at once a day, news or not: time alone changes a portrait."""
    at = clock.now()
    parties = consenting_parties(at)
    for first in range(0, len(parties), SLICE):
        slice_ = parties[first : first + SLICE]
        try:
            actions.qualify_parties(party_ids=slice_, at=at)
        except Exception:
            log.exception("a slice from %s can't be looked at together", slice_[0])
            for party_id in slice_:
                _qualify(party_id)


@shared_task(name="offers.sweep")
def sweep() -> None:
    actions.expire_offers(at=clock.now())
    actions.withdraw_unconsented(at=clock.now())


def _qualify(party_id: UUID) -> None:
    try:
        actions.qualify_party(party_id=party_id, at=clock.now())
    except ConsentWithdrawn:
        return
    except Exception:
        log.exception("%s can't be looked at", party_id)
