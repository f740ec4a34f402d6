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
    """Everybody who consents is looked at once a day, news or not: time alone changes a portrait. A slice that is lost has tomorrow's night."""
    parties = consenting_parties(clock.now())
    for first in range(0, len(parties), SLICE):
        qualify_slice.delay([str(party_id) for party_id in parties[first : first + SLICE]])


@shared_task(name="offers.qualify_slice")
def qualify_slice(party_ids: list[str]) -> None:
    """Together; one by one where together they can't be looked at, so that one that fails holds up no other."""
    parties = [UUID(party_id) for party_id in party_ids]
    try:
        actions.qualify_parties(party_ids=parties, at=clock.now())
    except Exception:
        log.exception("a slice from %s can't be looked at together", parties[0])
        for party_id in parties:
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
