"""A payment's share for one document becomes another's: money that came without saying what for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner

from ..errors import PaymentNotFound, RefundDecided
from ..models import Payment, Refund
from .besides import beside_named
from .paying import Payee, lock_payment, method_named


@inner
def readdress(*, payment_id: UUID, from_document: UUID, to: Payee, by: Actor, at: datetime) -> Payment:
    """What a payment paid for one document, it has paid for another. The caller moves the money between their accounts.

    Raises:
        PaymentNotFound: it did not succeed, or did not pay that document that amount.
        RefundDecided: some of it was given back, or is on its way.
    """
    payment = lock_payment(payment_id)
    share = payment.shares.filter(document_id=from_document, amount_minor=to.amount_minor).first()
    if share is None or payment.status != Payment.Status.SUCCEEDED:
        raise PaymentNotFound
    if payment.refunds.filter(document_id=from_document).exclude(status=Refund.Status.FAILED).exists():
        raise RefundDecided
    share.port, share.document_id, share.account = to.port, to.document_id, to.account
    share.save(update_fields=["port", "document_id", "account"])
    keeps = beside_named(payment.beside) if payment.beside else method_named(payment.method)
    readdressed = getattr(keeps, "readdressed", None)
    if readdressed is not None:
        readdressed(payment_id=payment_id, from_document=from_document, to_document=to.document_id)
    told = {"port": to.port, "document": str(to.document_id)}
    record("payments.readdress", target=f"payment/{payment_id}", by=by, at=at, before={"document": str(from_document)}, after=told)
    return payment
