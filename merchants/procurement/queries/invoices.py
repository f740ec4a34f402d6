"""What is to be paid, and what is to come in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from ecosystem.payments.public import Payment

from ..models import Invoice

PORT = "purchase_invoice"
OPEN = ("held", "matched", "approved", "paying")


@dataclass(frozen=True, slots=True)
class Week:
    """What falls due in one week; ``starts_on`` is its Monday, ``None`` what is overdue."""

    starts_on: date | None
    invoices: list[Invoice]

    @property
    def sum_minor(self) -> int:
        return sum(invoice.payable_minor for invoice in self.invoices)


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


def payables_of(shop_ids: Collection[UUID], *, today: date) -> list[Week]:
    """Open invoices of shops by the week in which they fall due, what is overdue first."""
    return _weeks(_open().filter(order__shop__in=shop_ids), today=today)


def claims_of(supplier_ids: Collection[UUID], *, today: date) -> list[Week]:
    """The same for what shops owe suppliers."""
    return _weeks(_open().filter(supplier__in=supplier_ids), today=today)


def _open() -> QuerySet[Invoice, Any]:
    rows = Invoice.objects.filter(status__in=OPEN, total_minor__gt=F("debited_minor"))
    return rows.select_related("order__shop", "supplier", "receivable").order_by("due_on", "pk")


def _weeks(invoices: QuerySet[Invoice, Any], *, today: date) -> list[Week]:
    weeks: dict[date | None, list[Invoice]] = {}
    for invoice in invoices:
        monday = None if invoice.due_on < today else invoice.due_on - timedelta(days=invoice.due_on.weekday())
        weeks.setdefault(monday, []).append(invoice)
    return [Week(monday, rows) for monday, rows in sorted(weeks.items(), key=lambda week: week[0] or date.min)]
