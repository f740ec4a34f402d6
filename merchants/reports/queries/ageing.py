"""What customers owe the shop and what the shop owes suppliers, by how old it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.names import in_language
from merchants.customers.public import AGE_NAMES, OpenItem, age_of
from merchants.procurement.public import Invoice

OPEN = ("held", "matched", "approved", "paying")


@dataclass(slots=True)
class Debtor:
    """Whoever owes or is owed, with what falls into each age."""

    id: UUID
    name: str
    ages: dict[str, int] = field(default_factory=lambda: dict.fromkeys(AGE_NAMES, 0))

    @property
    def sum_minor(self) -> int:
        return sum(self.ages.values())

    @property
    def amounts(self) -> list[int]:
        return list(self.ages.values())


@dataclass(frozen=True, slots=True)
class Ageing:
    """Who, the largest first. The ages sum to what is owed."""

    rows: list[Debtor]

    @property
    def totals(self) -> dict[str, int]:
        return {name: sum(row.ages[name] for row in self.rows) for name in AGE_NAMES}

    @property
    def sum_minor(self) -> int:
        return sum(self.totals.values())


def receivables_by_age(shop_id: UUID, *, today: date) -> Ageing:
    """Open tabs by the days since each sale; one statement."""
    items = OpenItem.objects.filter(card__shop=shop_id, open_minor__gt=0)
    rows = items.values_list("card", "card__name", "sold_at", "open_minor")
    return _aged(((card, name, business_date(sold_at), open_minor) for card, name, sold_at, open_minor in rows), today)


def payables_by_age(shop_id: UUID, *, today: date) -> Ageing:
    """Open invoices of suppliers by the days since each was issued; one statement."""
    owed = Invoice.objects.filter(order__shop=shop_id, status__in=OPEN, total_minor__gt=F("debited_minor"))
    rows = owed.annotate(owed=F("total_minor") - F("debited_minor"))
    told = rows.values_list("supplier", "supplier__name_zh", "supplier__name_en", "issued_on", "owed")
    return _aged(((supplier, in_language(zh, en), issued_on, minor) for supplier, zh, en, issued_on, minor in told), today)


def _aged(debts: Iterable[tuple[UUID, str, date, int]], today: date) -> Ageing:
    found: dict[UUID, Debtor] = {}
    for who, name, since, amount in debts:
        found.setdefault(who, Debtor(who, name)).ages[age_of(since, today)] += amount
    return Ageing(sorted(found.values(), key=lambda row: (-row.sum_minor, row.name)))
