"""The tax in what a shop bought: of each invoice that it approved, less what was taken off it, at the rates of the ordered lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.names import in_language
from merchants.procurement.public import DebitNote, Invoice, InvoiceLine

from .. import rules
from ..days import moment

APPROVED = ("approved", "paying", "paid", "cleared")


def bought_in(shop_id: UUID, first: date) -> rules.Bought:
    """Three statements. An invoice counts in the month in which it was approved, a debit in its own where that is a later one."""
    begins, ends = moment(first), moment(rules.next_month(first))
    span = Q(approved_at__gte=begins, approved_at__lt=ends)
    invoices = list(
        Invoice.objects.filter(span, order__shop=shop_id, status__in=APPROVED).select_related("order", "supplier").order_by("approved_at", "pk")
    )
    debits = DebitNote.objects.filter(invoice__order__shop=shop_id, invoice__status__in=APPROVED)
    later = debits.filter(made_at__gte=begins, made_at__lt=ends, made_at__gt=F("invoice__approved_at"))
    at_once = debits.filter(invoice__in=invoices, made_at__lte=F("invoice__approved_at"))
    lines = InvoiceLine.objects.filter(invoice__in=invoices).values_list("invoice", "tax_bp").annotate(sum=Sum("gross_minor"))
    sums: dict[tuple[UUID, int | None], int] = {(invoice, rate): minor for invoice, rate, minor in lines}
    for invoice, rate, minor in at_once.values_list("invoice", "line__tax_bp").annotate(sum=Sum("amount_minor")):
        sums[invoice, rate] = sums.get((invoice, rate), 0) - minor
    rows = [*_billed(invoices, sums), *_debited(later)]
    return rules.Bought(tuple(row for row in rows if row.paid_minor))


def _billed(invoices: list[Invoice], sums: dict[tuple[UUID, int | None], int]) -> Iterator[rules.Paid]:
    for invoice in invoices:
        told = (invoice.order_id, invoice.number, in_language(invoice.supplier.name_zh, invoice.supplier.name_en), invoice.issued_on)
        for rate in sorted((rate for held, rate in sums if held == invoice.pk), key=lambda rate: (rate is None, rate or 0)):
            yield rules.Paid(*told, rate, sums[invoice.pk, rate])
        order = invoice.order
        for rate, minor in rules.on_top(invoice.extra_minor, (order.freight_minor, order.freight_tax_bp), (order.other_minor, order.other_tax_bp)):
            yield rules.Paid(*told, rate, minor, is_freight=True)


def _debited(debits: QuerySet[DebitNote]) -> Iterator[rules.Paid]:
    for debit in debits.select_related("invoice__supplier", "line").order_by("made_at", "pk"):
        supplier = debit.invoice.supplier
        name = in_language(supplier.name_zh, supplier.name_en)
        yield rules.Paid(debit.invoice.order_id, debit.invoice.number, name, business_date(debit.made_at), debit.line.tax_bp, -debit.amount_minor)
