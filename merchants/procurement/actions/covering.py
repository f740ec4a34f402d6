"""Which billed goods have kept goods behind them, and what an invoice's status follows from that."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ecosystem.kernel.verbs import inner

from ..matching import Billed, Tolerance, match_line, total_differs
from ..models import BuyingPolicy, Invoice, InvoiceLine, Line, Order


def tolerance_of(policy: BuyingPolicy) -> Tolerance:
    return Tolerance(policy.price_tolerance_bp, policy.price_tolerance_minor, policy.total_tolerance_minor)


@inner
def match(invoice: Invoice, pairs: Sequence[tuple[InvoiceLine, Line]], tolerance: Tolerance) -> None:
    """Fill in what is covered, the exceptions and the status; the order's lines count what became billed."""
    billed = [Billed(row.quantity, row.unit_minor, line.unit_minor, line.billable) for row, line in pairs]
    for (row, line), one in zip(pairs, billed, strict=True):
        matched = match_line(one, tolerance)
        row.covered, row.exceptions = matched.covered, list(matched.exceptions)
        line.billed += matched.covered
    found = {name for row, _line in pairs for name in row.exceptions}
    invoice.exceptions = sorted(found | {"total"} if total_differs(billed, tolerance) else found)
    invoice.status = Invoice.Status.HELD if invoice.exceptions else Invoice.Status.MATCHED


@inner
def cover_again(order: Order) -> None:
    """After goods came: held invoices take what they were short of, oldest first."""
    for invoice in order.invoices.filter(status=Invoice.Status.HELD, exceptions__contains=["quantity"]).order_by("issued_at", "pk"):
        cover(invoice)


@inner
def cover(invoice: Invoice) -> Invoice:
    """Take what can be billed by now for what was not covered yet."""
    rows = list(invoice.lines.select_related("line").order_by("line__position"))
    for row in rows:
        more = min(row.quantity - row.covered - row.debited, row.line.billable)
        if more > 0:
            row.covered += more
            row.line.billed += more
        if row.covered + row.debited == row.quantity:
            row.exceptions = [name for name in row.exceptions if name != "quantity"]
    Line.objects.bulk_update([row.line for row in rows], ["billed"])
    InvoiceLine.objects.bulk_update(rows, ["covered", "exceptions"])
    return restate(invoice, rows)


@inner
def restate(invoice: Invoice, rows: Sequence[InvoiceLine]) -> Invoice:
    """The invoice's exceptions and status follow its lines'; a difference of the total stays until it is dealt with."""
    kept = {"total"} & set(invoice.exceptions)
    invoice.exceptions = sorted({name for row in rows for name in row.exceptions} | kept)
    if invoice.status in (Invoice.Status.HELD, Invoice.Status.MATCHED):
        invoice.status = Invoice.Status.HELD if invoice.exceptions else Invoice.Status.MATCHED
    invoice.version += 1
    invoice.save(update_fields=["exceptions", "status", "version", "debited_minor"])
    return invoice


def uncovered(row: InvoiceLine) -> Decimal:
    return row.quantity - row.covered - row.debited
