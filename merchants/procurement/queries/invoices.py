"""What is to be paid, and what is to come in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from ecosystem.payments.public import Payment

from ..models import Invoice

PORT = "purchase_invoice"
UNPAID = ("held", "matched", "approved", "paying")
MOST_SHOWN = 200


@dataclass(slots=True)
class Week:
    """What falls due in one week; ``starts_on`` is its Monday, ``None`` what is overdue. ``invoices`` are the first of ``count``.

    ``left_minor`` is what would be left of the shop's money once this week and all before it are paid, where that was asked.
    """

    starts_on: date | None
    count: int = 0
    sum_minor: int = 0
    invoices: list[Invoice] = field(default_factory=list)
    left_minor: int | None = None

    @property
    def short_minor(self) -> int:
        """How much is missing by the end of this week; nothing where there is enough."""
        return max(-(self.left_minor or 0), 0)

    @property
    def more(self) -> int:
        return self.count - len(self.invoices)


def due_by(day: date, *, most: int = 500) -> list[UUID]:
    """Invoices to be paid by themselves that are due, and that the account has not refused today."""
    due = Invoice.objects.filter(status="approved", pay_when_due=True, due_on__lte=day)
    waiting = due.filter(Q(refused_on=None) | Q(refused_on__lt=day))
    return list(waiting.order_by("due_on", "pk").values_list("pk", flat=True)[:most])


def waiting_for_an_answer(since: datetime, *, most: int = 500) -> list[tuple[UUID, UUID, str]]:
    """(invoice, payment, method) of invoices whose payment was begun before a moment and is not decided."""
    payments = {row.pk: row.method for row in Payment.objects.filter(status="pending", created_at__lte=since, shares__port=PORT)[:most]}
    rows = Invoice.objects.filter(status="paying", payment_id__in=list(payments)).order_by("pk").values_list("pk", "payment_id")
    return [(invoice_id, payment_id, payments[payment_id]) for invoice_id, payment_id in rows if payment_id is not None]


def payables_of(shop_ids: Collection[UUID], *, today: date, most: int = MOST_SHOWN) -> list[Week]:
    """Open invoices of shops by the week in which they fall due, what is overdue first; the first ``most`` one by one."""
    return _weeks(Q(order__shop__in=shop_ids), today=today, most=most)


def paid_out_of(weeks: list[Week], balance_minor: int) -> list[Week]:
    """The same weeks with what each leaves of so much money."""
    for week in weeks:
        balance_minor -= week.sum_minor
        week.left_minor = balance_minor
    return weeks


def claims_of(supplier_ids: Collection[UUID], *, today: date, most: int = MOST_SHOWN) -> list[Week]:
    """The same for what shops owe suppliers."""
    return _weeks(Q(supplier__in=supplier_ids), today=today, most=most)


def unpaid_of(shop_ids: Collection[UUID]) -> QuerySet[Invoice, Any]:
    """All that shops owe their suppliers, by due day."""
    return _listed(_unpaid(Q(order__shop__in=shop_ids)))


def _weeks(whose: Q, *, today: date, most: int) -> list[Week]:
    """Sums are of all of them: a wholesaler has thousands that are open."""
    unpaid = _unpaid(whose)
    weeks: dict[date | None, Week] = {}
    by_day = unpaid.values("due_on").annotate(count=Count("pk"), minor=Sum(F("total_minor") - F("debited_minor"))).order_by("due_on")
    for day in by_day:
        week = weeks.setdefault(monday := _monday(day["due_on"], today), Week(monday))
        week.count, week.sum_minor = week.count + day["count"], week.sum_minor + day["minor"]
    for invoice in _listed(unpaid)[:most]:
        # What came to be between the two looks is in the next one.
        if (known := weeks.get(_monday(invoice.due_on, today))) is not None:
            known.invoices.append(invoice)
    return list(weeks.values())


def _unpaid(whose: Q) -> QuerySet[Invoice, Any]:
    return Invoice.objects.filter(whose, status__in=UNPAID, total_minor__gt=F("debited_minor"))


def _listed(invoices: QuerySet[Invoice, Any]) -> QuerySet[Invoice, Any]:
    return invoices.select_related("order__shop", "supplier", "receivable").order_by("due_on", "pk")


def _monday(day: date, today: date) -> date | None:
    return None if day < today else day - timedelta(days=day.weekday())
