"""The buyer's money for an invoice, and the supplier's for what it owes back. The port ``Payable`` of this room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import Note, record, record_all
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import deposit_of
from ecosystem.once.public import once
from ecosystem.payments.public import BANK_ACCOUNT, Payee, Payment, create_payment, create_refund

from .. import access
from ..errors import InvoiceNotFound, NothingToPayFor
from ..facts import PurchasePaid
from ..models import DebitNote, Invoice, Order
from .closing import close_if_done
from .crediting import before_paying
from .invoicing import require_stands
from .telling import publish_for_both, tell

PORT = "purchase_invoice"
PAYABLES = platform("procurement.payables")


class InvoicePayable:
    """Joined to the port as ``purchase_invoice``."""

    def hold(self, *, document_ids: Sequence[UUID]) -> Sequence[str]:
        """The orders behind the invoices; paying moves no account but those of the payment."""
        list(Order.objects.select_for_update(of=("self",)).filter(invoices__in=document_ids).order_by("pk").values_list("pk"))
        return []

    def paid(self, *, document_ids: Sequence[UUID], payment_id: UUID, transfer_id: UUID, by: Actor, at: datetime) -> None:
        """Take invoices from approved to paid; money for one that another payment paid goes back."""
        for invoice_id in sorted(document_ids):
            take_money(invoice_id=invoice_id, payment_id=payment_id, transfer_id=transfer_id, by=by, at=at)


@entry
def pay_invoice(*, invoice_id: UUID, method: str, key: str, by: Actor, at: datetime) -> Invoice:
    """Pay an approved invoice now, by any registered method; the same key pays once.

    Raises:
        InvoiceNotFound: not an invoice of a shop where the actor pays.
        InvoiceMoved: it is not approved, or another payment is under way.
        NotChosen: the method lends, and the owner has not chosen it for this order.
        UnknownMethod, PaymentFailed, InsufficientFunds: as ``create_payment``.
    """
    with once(key, verb="procurement.pay", by=by, body={"invoice": invoice_id, "method": method}, at=at) as turn:
        invoice = access.buyers_invoice(by, invoice_id, access.PAYERS, lock=True)
        if not turn.earlier:
            _pay(invoice, method, by=by, at=at)
            turn.remember(invoice=invoice_id)
        return invoice


@entry
def pay_by_schedule(*, invoice_id: UUID, at: datetime) -> Invoice | None:
    """Pay one invoice on its due day, from the shop's account or on the credit that was chosen; ``None`` when that is not, or no longer, asked for.

    Raises:
        InsufficientFunds: there is too little money; ``note_refusal`` says so to the shop.
        Whatever the lender refuses with: ``note_refusal`` says so too.
    """
    invoice = _due(invoice_id, at=at)
    if invoice is None:
        return None
    _pay(invoice, invoice.order.pay_with or BANK_ACCOUNT, by=PAYABLES, at=at)
    return invoice


@entry
def note_refusal(*, invoice_id: UUID, at: datetime) -> None:
    """Tell the shop, once a day, that its account or its credit could not pay what is due."""
    invoice = _due(invoice_id, at=at)
    if invoice is not None:
        invoice.refused_on = business_date(at)
        invoice.save(update_fields=["refused_on"])
        key = f"invoice/{invoice.pk}/refused/{invoice.refused_on}"
        kind = "invoice_line_refused" if invoice.order.pay_with else "invoice_not_paid"
        tell(invoice.order, kind, to="buyer", key=key, at=at, amount_minor=invoice.payable_minor)


@entry
def pay_back_debit(*, debit_id: UUID, key: str, by: Actor, at: datetime) -> DebitNote:
    """The supplier gives back what it owes for goods that were returned after they were paid. The same key gives back once.

    Raises:
        InvoiceNotFound: not a debit note of the actor's supplier.
        NothingToPayFor: it owes nothing, or no more.
        InsufficientFunds: its account is too thin.
    """
    with once(key, verb="procurement.pay_back", by=by, body={"debit": debit_id}, at=at) as turn:
        found = DebitNote.objects.filter(pk=debit_id).first()
        if found is None:
            raise InvoiceNotFound
        invoice = access.suppliers_invoice(by, found.invoice_id, lock=True)
        debit = DebitNote.objects.select_for_update().get(pk=debit_id)
        if not turn.earlier:
            if debit.status != DebitNote.Status.OWED or invoice.payment_id is None:
                raise NothingToPayFor
            _pay_back(debit, invoice, invoice.payment_id, by=by, at=at)
            turn.remember(debit=debit_id)
        return debit


@inner
def take_money(*, invoice_id: UUID, payment_id: UUID, transfer_id: UUID, by: Actor, at: datetime) -> None:
    """What the port does for one invoice."""
    order = Order.objects.select_for_update(of=("self",)).select_related("shop", "supplier").get(invoices=invoice_id)
    invoice = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice_id)
    waits = invoice.status == Invoice.Status.APPROVED or (invoice.status == Invoice.Status.PAYING and invoice.payment_id == payment_id)
    amount = Payment.objects.get(pk=payment_id).shares.get(document_id=invoice_id).amount_minor
    if not waits or amount != invoice.payable_minor:
        key = f"invoice/{invoice_id}/{payment_id}/again"
        create_refund(payment_id=payment_id, document_id=invoice_id, amount_minor=amount, reason="already_paid", key=key, by=by, at=at)
        return
    note = settle_invoice(invoice, amount, payment_id, transfer_id, by=by, at=at)
    invoice.save(update_fields=["status", "payment_id", "transfer_id", "paid_at", "version"])
    record_all([note])
    key = f"{order.pk}/invoice/{invoice.pk}/paid"
    publish_for_both(order, paid_fact(order, invoice, amount, at=at), key=key, standing="settled", at=at, transfer_id=transfer_id)
    close_if_done(order, by=by, at=at)
    tell(order, "invoice_paid", to="supplier", key=f"invoice/{invoice.pk}/paid", at=at, amount_minor=amount)


def settle_invoice(invoice: Invoice, amount_minor: int, payment_id: UUID, transfer_id: UUID, *, by: Actor, at: datetime) -> Note:
    """Paid, in memory; answers the act to record."""
    invoice.status, invoice.payment_id, invoice.transfer_id, invoice.paid_at = Invoice.Status.PAID, payment_id, transfer_id, at
    invoice.version += 1
    return Note(act="procurement.pay", target=invoice, by=by, at=at, after={"amount_minor": amount_minor}, about=invoice.order.shop_id)


@inner
def _pay(invoice: Invoice, method: str, *, by: Actor, at: datetime) -> None:
    require_stands(invoice, Invoice.Status.APPROVED)
    party_id = invoice.supplier.party_id
    if party_id is None:
        # Billing needs a console, so an invoice of a supplier outside the circle does not exist.
        raise InvoiceNotFound
    before_paying(invoice, method, at=at)
    payees = [Payee(PORT, invoice.pk, deposit_of(party_id), invoice.payable_minor)]
    payment = create_payment(payer_id=invoice.order.shop.party_id, method=method, payees=payees, by=by, at=at)
    if payment.status == Payment.Status.PENDING:
        invoice.status, invoice.payment_id, invoice.version = Invoice.Status.PAYING, payment.pk, invoice.version + 1
        invoice.save(update_fields=["status", "payment_id", "version"])
    invoice.refresh_from_db()


@inner
def _pay_back(debit: DebitNote, invoice: Invoice, payment_id: UUID, *, by: Actor, at: datetime) -> None:
    key = f"debit/{debit.pk}"
    refund = create_refund(
        payment_id=payment_id,
        document_id=invoice.pk,
        amount_minor=debit.amount_minor,
        reason="goods_returned" if debit.returned_id else "goods_never_came",
        key=key,
        by=by,
        at=at,
    )
    debit.status, debit.refund_id = DebitNote.Status.PAID_BACK, refund.pk
    debit.save(update_fields=["status", "refund_id"])
    record("procurement.pay_back", target=debit, by=by, at=at, after={"amount_minor": debit.amount_minor})
    tell(invoice.order, "debit_paid_back", to="buyer", key=key, at=at, amount_minor=debit.amount_minor)


@inner
def _due(invoice_id: UUID, *, at: datetime) -> Invoice | None:
    rows = Invoice.objects.filter(pk=invoice_id)
    Order.objects.select_for_update(of=("self",)).filter(invoices=invoice_id).first()
    due = rows.filter(status=Invoice.Status.APPROVED, pay_when_due=True, due_on__lte=business_date(at))
    return due.select_for_update(of=("self",)).select_related("order__shop", "order__supplier", "supplier").first()


def paid_fact(order: Order, invoice: Invoice, amount_minor: int, *, at: datetime) -> Callable[[str, str], PurchasePaid]:
    """What either side is told of a paid invoice."""

    def fact(side: str, counterpart: str) -> PurchasePaid:
        return PurchasePaid(
            order=str(order.pk),
            invoice=str(invoice.pk),
            side=side,
            counterpart=counterpart,
            amount_minor=amount_minor,
            currency=order.currency,
            days_late=(business_date(at) - invoice.due_on).days,
        )

    return fact
