"""The buyer lets an invoice pass: as it is, released with a reason, or less what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from ecosystem.audit.public import Note, record, record_all
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner

from .. import access, matching
from ..errors import InvoiceHeld, QuantityNotReceived
from ..facts import PurchaseInvoiced
from ..models import DebitNote, Invoice, InvoiceLine, Line, Order, Receivable, Return
from .closing import close_if_done
from .covering import restate, uncovered
from .invoicing import require_stands
from .moving import required_reason
from .telling import publish_for_both, tell


@entry
def release_invoice(*, invoice_id: UUID, reason: str, by: Actor, at: datetime) -> Invoice:
    """Accept a price or a total that is outside the tolerance, with a reason.

    Raises:
        InvoiceNotFound: not an invoice of a shop where the actor approves.
        InvoiceMoved: it is not held.
        QuantityNotReceived: more is billed than was kept.
        ReasonMissing: no reason.
    """
    invoice = access.buyers_invoice(by, invoice_id, access.APPROVERS, lock=True)
    require_stands(invoice, Invoice.Status.HELD)
    reason = required_reason(reason)
    rows = list(invoice.lines.all())
    if any(uncovered(row) for row in rows):
        raise QuantityNotReceived
    before = invoice.exceptions
    invoice.exceptions, invoice.status = [], Invoice.Status.MATCHED
    invoice.released_by_id, invoice.release_reason, invoice.version = by.person_id, reason, invoice.version + 1
    invoice.save(update_fields=["exceptions", "status", "released_by", "release_reason", "version"])
    record("procurement.release_invoice", target=invoice, by=by, at=at, before={"exceptions": before}, reason=reason, about=invoice.order.shop_id)
    tell(invoice.order, "invoice_released", to="supplier", key=f"invoice/{invoice.pk}/released", at=at)
    return invoice


@entry
def debit_differences(*, invoice_id: UUID, by: Actor, at: datetime) -> Invoice:
    """Take off what does not fit: the price above the order's, then what was billed and not received.

    Raises:
        InvoiceNotFound: not an invoice of a shop where the actor approves.
        InvoiceMoved: it is not held.
    """
    invoice = access.buyers_invoice(by, invoice_id, access.APPROVERS, lock=True)
    require_stands(invoice, Invoice.Status.HELD)
    rows = list(invoice.lines.select_related("line").order_by("line__position"))
    notes = [note for row in rows for note in _off(row, priced="price" in row.exceptions or "total" in invoice.exceptions, at=at)]
    invoice.exceptions = []
    invoice.debited_minor += sum(note.amount_minor for note in notes)
    InvoiceLine.objects.bulk_update(rows, ["debited", "price_debited_minor", "exceptions"])
    DebitNote.objects.bulk_create(notes)
    restate(invoice, rows)
    record("procurement.debit_invoice", target=invoice, by=by, at=at, after={"debited_minor": invoice.debited_minor}, about=invoice.order.shop_id)
    tell(invoice.order, "invoice_debited", to="supplier", key=f"invoice/{invoice.pk}/debited", at=at, amount_minor=invoice.debited_minor)
    return invoice


@entry
def approve_invoice(*, invoice_id: UUID, seen_version: int, pay_when_due: bool, by: Actor, at: datetime) -> Invoice:
    """Confirm the claim: from here it exists once, and is paid on its day or before.

    Raises:
        InvoiceNotFound: not an invoice of a shop where the actor approves.
        InvoiceHeld: it does not match and nobody released it.
        InvoiceMoved: it was approved, withdrawn or changed meanwhile.
    """
    invoice = access.buyers_invoice(by, invoice_id, access.APPROVERS, lock=True)
    if invoice.status == Invoice.Status.HELD:
        raise InvoiceHeld(details={"exceptions": invoice.exceptions})
    require_stands(invoice, Invoice.Status.MATCHED)
    if invoice.version != seen_version:
        require_stands(invoice)
    left = invoice.payable_minor
    note = pass_invoice(invoice, pay_when_due=pay_when_due, by=by, at=at)
    invoice.save(update_fields=["status", "approved_by", "approved_at", "pay_when_due", "version"])
    record_all([note])
    if left:
        _confirm_claim(invoice, at=at)
    close_if_done(invoice.order, by=by, at=at)
    tell(invoice.order, "invoice_approved", to="supplier", key=f"invoice/{invoice.pk}/approved", at=at, amount_minor=left)
    return invoice


def pass_invoice(invoice: Invoice, *, pay_when_due: bool, by: Actor, at: datetime) -> Note:
    """Approve it in memory; answers the act to record."""
    left = invoice.payable_minor
    invoice.status = Invoice.Status.APPROVED if left else Invoice.Status.CLEARED
    invoice.approved_by_id, invoice.approved_at, invoice.pay_when_due, invoice.version = by.person_id, at, pay_when_due, invoice.version + 1
    told = {"payable_minor": left, "pay_when_due": pay_when_due}
    return Note(act="procurement.approve_invoice", target=invoice, by=by, at=at, after=told, about=invoice.order.shop_id)


@inner
def debit_never_came(order: Order, *, at: datetime) -> None:
    """Nothing more comes: what is expected is given up, and what was billed ahead of it is taken off or owed back."""
    lines = list(order.lines.filter(quantity__gt=F("accepted") - F("returned")).order_by("position"))
    for line in lines:
        line.given_up = line.quantity - line.kept
        never = max(-line.billable, Decimal(0))
        line.billed -= never
        if never:
            debit_back(line, never, None, at=at)
    Line.objects.bulk_update(lines, ["given_up", "billed"])


@inner
def debit_back(line: Line, quantity: Decimal, returned: Return | None, *, at: datetime) -> None:
    """Billed goods went back, or never came: the newest invoices that cover them ask less, or owe where they are paid."""
    left = quantity
    rows = InvoiceLine.objects.filter(line=line, covered__gt=0).exclude(invoice__status="withdrawn").select_related("invoice").order_by("-pk")
    for row in rows:
        taken = min(left, row.covered)
        if taken:
            _debit_row(row, taken, returned, at=at)
            left -= taken


@inner
def _debit_row(row: InvoiceLine, taken: Decimal, returned: Return | None, *, at: datetime) -> None:
    invoice = row.invoice
    claimed, seen = invoice.status == Invoice.Status.APPROVED, invoice.version
    note = draft_debit(row, taken, returned, at=at)
    row.save(update_fields=["covered", "debited"])
    if note is not None:
        note.save(force_insert=True)
    if claimed:
        Receivable.objects.filter(invoice=invoice).update(amount_minor=invoice.payable_minor)
    if invoice.version != seen:
        invoice.save(update_fields=["debited_minor", "status", "version"])


def draft_debit(row: InvoiceLine, taken: Decimal, returned: Return | None, *, at: datetime) -> DebitNote | None:
    """The row and its invoice ask less, in memory; where the invoice is paid, they owe. Answers the unsaved debit note, if it is of anything."""
    invoice = row.invoice
    paid = invoice.status in (Invoice.Status.PAYING, Invoice.Status.PAID)
    amount = _debit_quantity(row, taken)
    row.covered -= taken
    if not paid:
        invoice.debited_minor, invoice.version = invoice.debited_minor + amount, invoice.version + 1
        if invoice.status == Invoice.Status.APPROVED and not invoice.payable_minor:
            invoice.status = Invoice.Status.CLEARED
    if not amount:
        return None
    status = DebitNote.Status.OWED if paid else DebitNote.Status.DEDUCTED
    why = DebitNote.Why.RETURNED if returned else DebitNote.Why.NEVER_CAME
    return DebitNote(invoice=invoice, line=row, returned=returned, why=why, status=status, quantity=taken, amount_minor=amount, made_at=at)


def _off(row: InvoiceLine, *, priced: bool, at: datetime) -> list[DebitNote]:
    """The debit notes that make one line fit, unsaved; the row keeps what they took."""
    notes = []
    over = matching.price_debit(quantity=row.quantity, gross_minor=row.gross_minor, agreed_minor=row.line.unit_minor)
    if priced and over and not row.price_debited_minor and not row.debited:
        row.price_debited_minor = over
        notes.append(DebitNote(invoice=row.invoice, line=row, why="price", status="deducted", quantity=Decimal(0), amount_minor=over, made_at=at))
    missing = uncovered(row)
    if missing:
        amount = _debit_quantity(row, missing)
        if amount:
            notes.append(
                DebitNote(invoice=row.invoice, line=row, why="quantity", status="deducted", quantity=missing, amount_minor=amount, made_at=at)
            )
    row.exceptions = []
    return notes


def _debit_quantity(row: InvoiceLine, quantity: Decimal) -> int:
    before = row.debited
    row.debited += quantity
    gross = row.gross_minor - row.price_debited_minor
    return matching.quantity_debit(gross_minor=gross, quantity=row.quantity, before=before, after=row.debited)


@inner
def _confirm_claim(invoice: Invoice, *, at: datetime) -> None:
    order = invoice.order
    lines = list(invoice.lines.values_list("line__position", "quantity", "gross_minor"))
    claim = draft_claim(invoice, lines, at=at)
    claim.save(force_insert=True)
    publish_for_both(order, claim_fact(claim), key=f"{order.pk}/invoice/{invoice.pk}", standing="attested", at=at)


def draft_claim(invoice: Invoice, lines: Sequence[tuple[int, Decimal, int]], *, at: datetime) -> Receivable:
    """The unsaved receivable; a line is its position, quantity and gross amount in minor units."""
    order = invoice.order
    digest = matching.receivable_digest(
        supplier=order.supplier_id, buyer=order.shop_id, order=order.pk, number_key=invoice.number_key, lines=lines, due_on=invoice.due_on
    )
    return Receivable(invoice=invoice, digest=digest, amount_minor=invoice.payable_minor, due_on=invoice.due_on, confirmed_at=at)


def claim_fact(claim: Receivable) -> Callable[[str, str], PurchaseInvoiced]:
    """What either side is told of an approved invoice."""
    invoice = claim.invoice

    def fact(side: str, counterpart: str) -> PurchaseInvoiced:
        return PurchaseInvoiced(
            order=str(invoice.order_id),
            invoice=str(invoice.pk),
            side=side,
            counterpart=counterpart,
            amount_minor=invoice.payable_minor,
            currency=invoice.order.currency,
            due_on=invoice.due_on.isoformat(),
            digest=bytes(claim.digest).hex(),
        )

    return fact
