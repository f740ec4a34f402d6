"""Payments, for whoever asks; absent and forbidden are the same."""

from __future__ import annotations

from uuid import UUID

from ecosystem.kernel.actor import Actor

from .errors import PaymentNotFound
from .models import Charge, Payment


def payment_for(actor: Actor, payment_id: UUID) -> Payment:
    """A payment that the actor makes or made. Raises ``PaymentNotFound``."""
    payment = Payment.objects.filter(pk=payment_id, payer=actor.party_id, payer__isnull=False).select_related("charge").first()
    if payment is None:
        raise PaymentNotFound
    return payment


def charge_for(actor: Actor, payment_id: UUID) -> Charge:
    """The same, as its acquirer carries it. Raises ``PaymentNotFound``."""
    charge = Charge.objects.filter(pk=payment_id, payment__payer=actor.party_id, payment__payer__isnull=False).select_related("payment").first()
    if charge is None:
        raise PaymentNotFound
    return charge
