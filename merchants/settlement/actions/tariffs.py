"""Tariffs: drafted by one operator, published by another, in force from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from ecosystem.audit.public import record
from ecosystem.identity.public import require_operator
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import Invalid
from ecosystem.kernel.money import MAX_MINOR
from ecosystem.kernel.verbs import entry
from ecosystem.once.public import once

from .. import queries
from ..errors import SamePerson, TariffDayTaken, TariffDecided, TariffFaulty, TariffNotFound, TariffTooSoon
from ..models import CommissionRule, Tariff

MOST_RULES = 200


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """Conditions as given (checked at publishing), and the terms."""

    conditions: dict[str, Any]
    rate: Decimal
    flat_minor: int = 0
    min_minor: int = 0
    max_minor: int | None = None

    def sound(self) -> bool:
        bounds = 0 <= self.flat_minor <= MAX_MINOR and 0 <= self.min_minor <= MAX_MINOR
        return 0 <= self.rate < 1 and bounds and (self.max_minor is None or self.min_minor <= self.max_minor <= MAX_MINOR)


@entry
def draft_tariff(*, drafts: Sequence[RuleDraft], from_on: date, tax_rate: Decimal, key: str, by: Actor, at: datetime) -> Tariff:
    """Write a tariff down for a colleague to publish; rules are never edited, a change is a new draft.

    Raises:
        NotFound: not an operator.
        Invalid: a rate, fee or bound that no line could pay, no rules, or too many.
    """
    require_operator(by)
    body = {"rules": [asdict(draft) for draft in drafts], "from_on": from_on, "tax_rate": tax_rate}
    with once(key, verb="settlement.draft_tariff", by=by, body=body, at=at) as turn:
        if turn.earlier:
            return Tariff.objects.get(pk=turn.earlier["tariff"])
        if not 0 < len(drafts) <= MOST_RULES or not 0 <= tax_rate < 1 or not all(draft.sound() for draft in drafts):
            raise Invalid
        number = (Tariff.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        tariff = Tariff.objects.create(
            number=number, from_on=from_on, tax_rate=tax_rate, status=Tariff.Status.DRAFT, drafted_by=by.name, drafted_at=at
        )
        CommissionRule.objects.bulk_create(
            CommissionRule(tariff=tariff, position=position, **asdict(draft)) for position, draft in enumerate(drafts, start=1)
        )
        record("settlement.draft_tariff", target=tariff, by=by, at=at, after={"number": number, "rules": len(drafts), "from_on": from_on.isoformat()})
        turn.remember(tariff=tariff.pk)
        return tariff


@entry
def publish_tariff(*, tariff_id: int, by: Actor, at: datetime) -> Tariff:
    """Put a colleague's draft in force from its day on.

    Raises:
        TariffNotFound, TariffDecided: no such draft.
        SamePerson: the actor drafted it.
        TariffFaulty: a rule names something unknown, or nothing catches the rest.
        TariffTooSoon, TariffDayTaken: its day has come, or is another tariff's.
    """
    tariff = _locked(tariff_id, by=by)
    if tariff.drafted_by == by.name:
        raise SamePerson
    faults = queries.faults_in([rule.conditions for rule in tariff.rules.order_by("position")])
    if faults:
        raise TariffFaulty(count=len(faults), details={"faults": [asdict(fault) for fault in faults]})
    if tariff.from_on <= business_date(at):
        raise TariffTooSoon
    try:
        with transaction.atomic():
            _decide(tariff, Tariff.Status.PUBLISHED, by=by, at=at)
    except IntegrityError:
        raise TariffDayTaken(day=tariff.from_on) from None
    return tariff


@entry
def discard_tariff(*, tariff_id: int, by: Actor, at: datetime) -> Tariff:
    """Drop a draft, one's own or a colleague's. Raises ``TariffNotFound`` or ``TariffDecided``."""
    tariff = _locked(tariff_id, by=by)
    _decide(tariff, Tariff.Status.DISCARDED, by=by, at=at)
    return tariff


def _locked(tariff_id: int, *, by: Actor) -> Tariff:
    require_operator(by)
    tariff = Tariff.objects.select_for_update().filter(pk=tariff_id).first()
    if tariff is None:
        raise TariffNotFound
    if tariff.status != Tariff.Status.DRAFT:
        raise TariffDecided
    return tariff


def _decide(tariff: Tariff, status: Tariff.Status, *, by: Actor, at: datetime) -> None:
    tariff.status, tariff.decided_by, tariff.decided_at = status, by.name, at
    tariff.save(update_fields=["status", "decided_by", "decided_at"])
    record(f"settlement.{status}_tariff", target=tariff, by=by, at=at, before={"status": "draft"}, after={"status": str(status)})
