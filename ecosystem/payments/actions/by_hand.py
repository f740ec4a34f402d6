"""Refunds that failed for good and that no other room sees to: one operator names the account, another sends the money."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem import ports
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry

from ..models import Refund, Share
from .refunding import ask_refund_by_hand, send_refund_by_hand


@entry
def ask_by_hand(*, refund_id: UUID, sent_to: str, by: Actor, at: datetime) -> Refund:
    """Name the account. Raises as ``ask_refund_by_hand``."""
    return ask_refund_by_hand(refund_id=refund_id, sent_to=sent_to, by=by, at=at)


@entry
def send_by_hand(*, refund_id: UUID, by: Actor, at: datetime) -> Refund:
    """Send it there, and tell the document. Raises as ``send_refund_by_hand``."""
    refund = send_refund_by_hand(refund_id=refund_id, by=by, at=at)
    port = Share.objects.filter(payment=refund.payment_id, document_id=refund.document_id).values_list("port", flat=True)[0]
    listener = ports.refund_listeners.named(port)
    if listener is not None and refund.transfer_id is not None:
        listener.refunded(
            document_id=refund.document_id, refund_id=refund.pk, amount_minor=refund.amount_minor, transfer_id=refund.transfer_id, at=at
        )
    return refund
