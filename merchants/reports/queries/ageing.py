"""Who owes whom, by how old or how late it is: tabs, suppliers' bills from both sides, and what is owed back of paid ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.names import in_language
from merchants.customers.public import AGE_NAMES, OpenItem, age_of
from merchants.procurement.public import UNPAID, DebitNote, Invoice

from ..rules import LATE_NAMES, NOT_DUE, late_by

AGES: dict[str, str | Promise] = {name: format_lazy(_("{age} days"), age=name) for name in AGE_NAMES}
LATE: dict[str, str | Promise] = {name: _("Not due yet") if name == NOT_DUE else format_lazy(_("{age} days late"), age=name) for name in LATE_NAMES}
SHOP = ("order__shop", "order__shop__name_zh", "order__shop__name_en")
SUPPLIER = ("supplier", "supplier__name_zh", "supplier__name_en")


@dataclass(frozen=True, slots=True)
class Debtor:
    """Whoever owes or is owed, with what falls into each age."""

    id: UUID
    name: str
    ages: dict[str, int]
    heads: dict[str, str | Promise]

    @property
    def sum_minor(self) -> int:
        return sum(self.ages.values())

    @property
    def cells(self) -> list[tuple[str | Promise, int]]:
        return [(self.heads[name], amount) for name, amount in self.ages.items()]


@dataclass(frozen=True, slots=True)
class Ageing:
    """Who, the largest first. The ages sum to what is owed; ``heads`` says what each is called."""

    rows: list[Debtor]
    heads: dict[str, str | Promise]

    @property
    def total(self) -> Debtor:
        return Debtor(UUID(int=0), "", {name: sum(row.ages[name] for row in self.rows) for name in self.heads}, self.heads)

    @property
    def sum_minor(self) -> int:
        return self.total.sum_minor


def receivables_by_age(shop_id: UUID, *, today: date) -> Ageing:
    """Open tabs by the days since each sale; one statement."""
    items = OpenItem.objects.filter(card__shop=shop_id, open_minor__gt=0)
    rows = items.values_list("card", "card__name", "sold_at", "open_minor")
    return _aged(((card, name, age_of(business_date(sold_at), today), open_minor) for card, name, sold_at, open_minor in rows), AGES)


def payables_by_age(shop_id: UUID, *, today: date) -> Ageing:
    """What the shop owes its suppliers, by the days since each bill fell due; one statement."""
    return _bills(Q(order__shop=shop_id), SUPPLIER, today)


def claims_by_age(supplier_ids: Collection[UUID], *, today: date) -> Ageing:
    """The same bills as their suppliers have them: by the shop that owes."""
    return _bills(Q(supplier__in=supplier_ids), SHOP, today)


def owed_back_to(shop_id: UUID, *, today: date) -> Ageing:
    """Debits on bills that were paid already, by the days since each was made: the shop's to come back; one statement."""
    return _debits(Q(invoice__order__shop=shop_id), SUPPLIER, today)


def owed_back_by(supplier_ids: Collection[UUID], *, today: date) -> Ageing:
    """The same as the suppliers have them to pay."""
    return _debits(Q(invoice__supplier__in=supplier_ids), SHOP, today)


def _bills(whose: Q, other: tuple[str, str, str], today: date) -> Ageing:
    unpaid: QuerySet[Invoice] = Invoice.objects.filter(whose, status__in=UNPAID, total_minor__gt=F("debited_minor"))
    rows = unpaid.annotate(owed=F("total_minor") - F("debited_minor")).values_list(*other, "due_on", "owed")
    return _aged(((who, in_language(zh, en), late_by(due_on, today), minor) for who, zh, en, due_on, minor in rows), LATE)


def _debits(whose: Q, other: tuple[str, str, str], today: date) -> Ageing:
    names = [f"invoice__{name}" for name in other]
    rows = DebitNote.objects.filter(whose, status=DebitNote.Status.OWED).values_list(*names, "made_at", "amount_minor")
    return _aged(((who, in_language(zh, en), age_of(business_date(made_at), today), minor) for who, zh, en, made_at, minor in rows), AGES)


def _aged(debts: Iterable[tuple[UUID, str, str, int]], heads: dict[str, str | Promise]) -> Ageing:
    """``debts`` are (who, name, age, amount)."""
    found: dict[UUID, Debtor] = {}
    for who, name, age, amount in debts:
        found.setdefault(who, Debtor(who, name, dict.fromkeys(heads, 0), heads)).ages[age] += amount
    return Ageing(sorted(found.values(), key=lambda row: (-row.sum_minor, row.name)), heads)
