"""The supplier bills what was delivered, on the shared order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction

from ecosystem.audit.public import Note, record, record_all
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.money import line_minor, to_text
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.periods.public import require_open

from .. import access, rules
from ..errors import BadTerms, FreightNotAgreed, InvoiceMoved, InvoiceNumberUsed, NothingWanted
from ..models import Invoice, InvoiceLine, Line, Order
from .covering import cover, match, tolerance_of
from .listing import policy_of
from .moving import require_going_on, require_in
from .telling import tell


@dataclass(frozen=True, slots=True)
class Bill:
    """What is asked for one line: so many units at so many minor units."""

    position: int
    quantity: Decimal
    unit_minor: int


@entry
def issue_invoice(
    *, order_id: UUID, number: str, bills: Sequence[Bill], extra_minor: int = 0, key: str, by: Actor, at: datetime, issued_on: date | None = None
) -> Invoice:
    """Bill lines of an order; each is matched at once against the order and what was kept, or, agreed to be paid ahead, what is ordered.

    The same key bills once.

    ``extra_minor`` is what of the order's freight and other cost is billed along.

    Raises:
        PurchaseNotFound, PurchaseMoved, OnHold: not an order that the actor may bill now.
        InvoiceNumberUsed: the supplier used the number before, however it was written.
        NothingWanted, BadTerms: what is billed is nothing, or no quantity, price or number.
        PeriodClosed: it is dated into a month that the shop has closed.
        FreightNotAgreed: more freight and other cost than the order bears.
    """
    with once(key, verb="procurement.invoice", by=by, body=invoice_body(order_id, number, issued_on, bills, extra_minor), at=at) as turn:
        order = access.suppliers_order(by, order_id, access.BILLERS, lock=True)
        if turn.earlier:
            return order.invoices.get(pk=turn.earlier["invoice"])
        require_in(order, rules.BILLABLE)
        require_going_on(order)
        _require_agreed(order, extra_minor)
        require_open(order.shop_id, issued_on or business_date(at), at=at)
        invoice = _issue(order, number, bills, extra_minor, issued_on or business_date(at), by=by, at=at)
        turn.remember(invoice=invoice.pk)
        return invoice


def invoice_body(order_id: UUID, number: str, issued_on: date | None, bills: Sequence[Bill], extra_minor: int = 0) -> dict[str, object]:
    """What a repeated invoice must say again."""
    said = [(bill.position, bill.quantity, bill.unit_minor) for bill in bills]
    return {"order": order_id, "number": number, "on": issued_on, "bills": said, **({"extra": extra_minor} if extra_minor else {})}


@entry
def rematch_invoice(*, invoice_id: UUID, by: Actor, at: datetime) -> Invoice:
    """Look again whether the goods have come. Raises ``InvoiceNotFound``, or ``InvoiceMoved`` unless it is held."""
    invoice = access.buyers_invoice(by, invoice_id, access.APPROVERS, lock=True)
    require_stands(invoice, Invoice.Status.HELD)
    cover(invoice)
    record("procurement.rematch_invoice", target=invoice, by=by, at=at, after={"exceptions": invoice.exceptions}, about=invoice.order.shop_id)
    return invoice


@entry
def withdraw_invoice(*, invoice_id: UUID, by: Actor, at: datetime) -> Invoice:
    """The supplier takes back an invoice that is not approved; its number is free again. Raises ``InvoiceNotFound`` or ``InvoiceMoved``."""
    invoice = access.suppliers_invoice(by, invoice_id, lock=True)
    require_stands(invoice, Invoice.Status.HELD, Invoice.Status.MATCHED)
    rows = list(invoice.lines.select_related("line"))
    for row in rows:
        row.line.billed -= row.covered
    Line.objects.bulk_update([row.line for row in rows], ["billed"])
    invoice.status, invoice.version = Invoice.Status.WITHDRAWN, invoice.version + 1
    invoice.save(update_fields=["status", "version"])
    record("procurement.withdraw_invoice", target=invoice, by=by, at=at)
    tell(invoice.order, "invoice_withdrawn", to="buyer", key=f"invoice/{invoice.pk}/withdrawn", at=at)
    return invoice


@inner
def _issue(order: Order, number: str, bills: Sequence[Bill], extra_minor: int, issued_on: date, *, by: Actor, at: datetime) -> Invoice:
    pairs = _checked(order, bills)
    if not 0 <= (business_date(at) - issued_on).days <= 365:
        raise BadTerms
    invoice = draft_invoice(order, number, [row for row, _line in pairs], extra_minor=extra_minor, issued_on=issued_on, at=at)
    match(invoice, pairs, tolerance_of(policy_of(order.shop_id)))
    try:
        with transaction.atomic():
            invoice.save(force_insert=True)
    except IntegrityError as error:
        if "a_supplier_uses_an_invoice_number_once" not in str(error):
            raise
        raise InvoiceNumberUsed(number=invoice.number) from None
    for row, _line in pairs:
        row.invoice = invoice
    InvoiceLine.objects.bulk_create([row for row, _line in pairs])
    Line.objects.bulk_update([line for _row, line in pairs], ["billed"])
    record_all([billed_note(invoice, by=by, at=at)])
    kind = "invoice_held" if invoice.exceptions else "invoice_arrived"
    tell(order, kind, to="buyer", key=f"invoice/{invoice.pk}", at=at, amount_minor=invoice.total_minor)
    return invoice


def _require_agreed(order: Order, extra_minor: int) -> None:
    left = order.extra_billable_minor
    if not 0 <= extra_minor <= left:
        raise FreightNotAgreed(asked=to_text(extra_minor), left=to_text(left))


def draft_invoice(order: Order, number: str, rows: Sequence[InvoiceLine], *, extra_minor: int = 0, issued_on: date, at: datetime) -> Invoice:
    """The unsaved invoice of these rows, not matched yet. Raises ``BadTerms``."""
    return Invoice(
        id=uuid7(),
        order=order,
        supplier=order.supplier,
        number=" ".join(number.split()),
        number_key=rules.invoice_key(number),
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=order.pay_days),
        total_minor=sum(row.gross_minor for row in rows) + extra_minor,
        extra_minor=extra_minor,
        issued_at=at,
    )


def billed_note(invoice: Invoice, *, by: Actor, at: datetime) -> Note:
    told = {"total_minor": invoice.total_minor, "exceptions": invoice.exceptions}
    return Note(act="procurement.invoice", target=invoice, by=by, at=at, after=told)


def _checked(order: Order, bills: Sequence[Bill]) -> list[tuple[InvoiceLine, Line]]:
    lines = {line.position: line for line in order.lines.all()}
    said = [bill for bill in bills if bill.quantity]
    if not said:
        raise NothingWanted
    if len({bill.position for bill in said}) < len(said) or any(bill.position not in lines for bill in said):
        raise BadTerms
    pairs = []
    for bill in sorted(said, key=lambda bill: bill.position):
        line = lines[bill.position]
        rules.checked_quantity(bill.quantity)
        rules.require_whole(line.name, bill.quantity, whole=line.whole)
        gross = line_minor(rules.checked_unit_price(bill.unit_minor), bill.quantity)
        if not gross:
            raise BadTerms
        row = InvoiceLine(line=line, quantity=bill.quantity, unit_minor=bill.unit_minor, gross_minor=gross, tax_bp=line.tax_bp)
        pairs.append((row, line))
    return pairs


def require_stands(invoice: Invoice, *statuses: str) -> None:
    """Raises ``InvoiceMoved``."""
    if invoice.status not in statuses:
        raise InvoiceMoved(status=str(Invoice.Status(invoice.status).label))
