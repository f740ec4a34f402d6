"""Invoices whose payment nobody answers: the method is asked, and in the end they can be paid again."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import platform
from ecosystem.kernel.verbs import entry
from ecosystem.payments.public import Payment, fail_payment, lock_payment

from ..models import Invoice, Order
from .telling import tell

PATIENCE = timedelta(hours=24)
SWEEP = platform("procurement.payments")


@entry
def reopen_unpaid(*, invoice_id: UUID, payment_id: UUID, failed: str = "", at: datetime) -> Invoice | None:
    """Take an invoice that is being paid back to approved: its method says that the payment ``failed``, or has said nothing for a day.

    A payment that nobody answered stays pending. Should it succeed after all, it pays the invoice if it is still open, and goes
    back if another payment was faster. ``None`` when it is too early, or the invoice is no longer being paid by this payment.
    """
    # The payment first, as where its method confirms it.
    payment = fail_payment(payment_id=payment_id, reason=failed, by=SWEEP, at=at) if failed else lock_payment(payment_id)
    if payment.status == Payment.Status.SUCCEEDED or (not failed and payment.created_at + PATIENCE > at):
        return None
    order = Order.objects.select_for_update(of=("self",)).select_related("shop", "supplier").get(invoices=invoice_id)
    waits = Invoice.objects.select_for_update(of=("self",)).filter(pk=invoice_id, status=Invoice.Status.PAYING, payment_id=payment_id)
    invoice = waits.first()
    if invoice is None:
        return None
    invoice.status, invoice.payment_id, invoice.version = Invoice.Status.APPROVED, None, invoice.version + 1
    invoice.save(update_fields=["status", "payment_id", "version"])
    record("procurement.reopen", target=invoice, by=SWEEP, at=at, reason=failed or "no answer")
    tell(order, "payment_unanswered", to="buyer", key=f"invoice/{invoice.pk}/reopened/{payment_id}", at=at, amount_minor=invoice.payable_minor)
    return invoice
