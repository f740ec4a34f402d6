"""Refunds by an acquirer: asked for after the commit, asked about, tried again as the same refund.

The words of it are believed under the payment's lock, as every refund is.
"""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.kernel.actor import platform
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import lock_accounts, post_transfer

from ..acquired import acquirer_book, taken_legs
from ..models import Charge, Refund, Share
from .besides import hold_beside
from .charging import wait_after
from .refunding import count_refund, give_back_beside, locked_refund, note_failure, try_refund

log = logging.getLogger(__name__)
Status = Refund.Status
ON_ITS_WAY = (Status.REQUESTED, Status.SUBMITTED)
BACK = platform("payments.refunds")


def due_refunds(*, at: datetime, most: int = 500) -> list[UUID]:
    """Refunds of which an acquirer is to be told or asked something now, or that are to be tried again."""
    return list(Refund.objects.filter(next_at__lte=at).order_by("next_at", "pk").values_list("pk", flat=True)[:most])


@entry
def claim_refund(*, refund_id: UUID, at: datetime) -> tuple[Refund, bool] | None:
    """Take one turn at a refund that is due and put off the next; whether its acquirer was not told of it yet.

    A failed one is asked for again, as the same refund.
    """
    refund = locked_refund(refund_id)
    if refund.next_at is None or refund.next_at > at:
        return None
    if refund.status == Status.FAILED:
        refund = try_refund(
            payment_id=refund.payment_id,
            document_id=refund.document_id,
            amount_minor=refund.amount_minor,
            reason=refund.reason,
            key=refund.key,
            by=BACK,
            at=at,
        )
    if refund.status not in ON_ITS_WAY:
        return None
    new = refund.status == Status.REQUESTED
    Refund.objects.filter(pk=refund_id).update(status=Status.SUBMITTED, next_at=at + wait_after(refund.asks), asks=refund.asks + 1)
    return refund, new


@entry
def take_refund_word(*, acquirer: str, word: ports.AcquirerWord, at: datetime) -> bool:
    """Believe what an acquirer says of a refund: the money arrived, or failed. Said again it changes nothing.

    A success is believed after a failure too, since the money is gone. Other amounts are disputed.
    """
    found = Refund.objects.filter(pk=word.ours_id, payment__charge__acquirer=acquirer).exists()
    if not found:
        log.warning("%s speaks of a refund %s that nobody asked it for", acquirer, word.ours_id)
        return False
    refund = locked_refund(word.ours_id)
    if refund.status == Status.SUCCEEDED or word.status not in {"succeeded", "failed"}:
        return False
    charge = Charge.objects.get(pk=refund.payment_id)
    if (word.merchant_no, word.currency, word.amount_minor) != (charge.merchant_no, refund.payment.currency, refund.asked_minor):
        Charge.objects.filter(pk=charge.pk).update(disputed="refund")
        record("payments.dispute", target=refund, by=BACK, at=at, after={"against": "refund", "amount_minor": word.amount_minor})
        log.error("%s and we differ about refund %s", acquirer, refund.pk)
        return False
    if word.status == "failed":
        return _failed(refund, word.reason, at=at)
    _arrived(refund, word, at=at)
    return True


@inner
def _failed(refund: Refund, reason: str, *, at: datetime) -> bool:
    if refund.status == Status.FAILED:
        return False
    note_failure(refund, reason, at=at)
    count_refund(refund.payment_id, -refund.amount_minor)
    refund.save(update_fields=["status", "failure", "final", "next_at"])
    record("payments.hear_refund", target=refund, by=BACK, at=at, after={"status": "failed", "failure": refund.failure, "final": refund.final})
    return True


@inner
def _arrived(refund: Refund, word: ports.AcquirerWord, *, at: datetime) -> None:
    share = Share.objects.get(payment=refund.payment_id, document_id=refund.document_id)
    if refund.status == Status.FAILED:
        count_refund(refund.payment_id, refund.amount_minor)
    lock_accounts([acquirer_book(refund.payment_id), share.account, *hold_beside(refund.payment)])
    legs = taken_legs(refund.payment_id, [(share.account, -refund.asked_minor)])
    if refund.beside_minor:
        give_back_beside(refund, refund.payment, share.account, at=at)
    refund.transfer_id = post_transfer(key=f"refund/{refund.pk}", kind="refund", legs=legs, at=at)
    refund.status, refund.failure, refund.final, refund.next_at = Status.SUCCEEDED, "", False, None
    refund.decided_at = word.happened_at if word.happened_at and word.happened_at <= at else at
    refund.save(update_fields=["status", "transfer_id", "failure", "final", "next_at", "decided_at"])
    record("payments.hear_refund", target=refund, by=BACK, at=at, after={"status": "succeeded"})
    listener = ports.refund_listeners.named(share.port)
    if listener is not None:
        listener.refunded(
            document_id=refund.document_id, refund_id=refund.pk, amount_minor=refund.amount_minor, transfer_id=refund.transfer_id, at=at
        )
