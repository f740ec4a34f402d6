"""Saying what is paid each month, and letting the platform look ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.consent.public import CASH_ADVICE, Grant, grant
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once
from lending.offers.public import business_of

from .errors import BadMonthlyCost
from .models import MonthlyCost

MOST_MINOR = 100_000_000


@dataclass(frozen=True, slots=True)
class Said:
    """One monthly cost as its owner says it; an amount of nothing takes it away."""

    what: str
    amount_minor: int
    day: int


@entry
def say_costs(*, party_id: UUID, said: Sequence[Said], key: str, by: Actor, at: datetime) -> list[MonthlyCost]:
    """What the business pays each month, all of it; the same key says it once.

    Raises:
        OwnersOnly: the actor does not own the business.
        BadMonthlyCost: no such cost, said twice, on no day of a month, or of less than nothing.
    """
    party = business_of(by, party_id)
    with once(key, verb="advice.say_costs", by=by, body={"party": party_id, "said": [asdict(one) for one in said]}, at=at) as turn:
        if not turn.earlier:
            _require_sound(said)
            # The party's row, so that two who say it at once follow each other.
            type(party).objects.select_for_update(no_key=True).get(pk=party_id)
            stood = MonthlyCost.objects.filter(party=party_id)
            before = dict(stood.order_by("pk").values_list("what", "amount_minor"))
            stood.delete()
            rows = [MonthlyCost(party_id=party_id, said_at=at, **asdict(one)) for one in said if one.amount_minor]
            MonthlyCost.objects.bulk_create(rows)
            record(
                "lending.advice.costs", target=f"party/{party_id}", by=by, at=at, before=before, after={one.what: one.amount_minor for one in rows}
            )
            turn.remember(party=party_id)
        return list(MonthlyCost.objects.filter(party=party_id).order_by("pk"))


@entry
def agree_to_look_ahead(*, party_id: UUID, seen: str, key: str, by: Actor, at: datetime) -> Grant:
    """The consent that a forecast rests on, once a key. Raises what ``grant`` does, and ``OwnersOnly``."""
    business_of(by, party_id)
    with once(key, verb="advice.agree", by=by, body={"party": party_id, "seen": seen}, at=at) as turn:
        if turn.earlier:
            return Grant.objects.get(pk=turn.earlier["grant"])
        given = grant(party_id=party_id, purpose=CASH_ADVICE.code, seen=seen, by=by, at=at)
        turn.remember(grant=given.pk)
        return given


def _require_sound(said: Sequence[Said]) -> None:
    kinds = [one.what for one in said]
    sound = all(one.what in MonthlyCost.What and 0 <= one.amount_minor <= MOST_MINOR and 1 <= one.day <= 31 for one in said)
    if not sound or len(set(kinds)) < len(kinds):
        raise BadMonthlyCost
