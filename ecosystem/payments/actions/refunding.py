"""Giving money back by the way it came; again where that failed, and by hand where it failed for good."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.identity.public import require_operator
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import Leg, bank_account, deposit_of, lock_accounts, post_transfer
from ecosystem.once.public import KeyUsedOtherwise

from ..errors import AccountNamed, PaymentFailed, PaymentNotFound, RefundDecided, RefundTooLarge, SentToNobody, WaivedBySame
from ..models import Charge, Payment, Refund, Share
from .besides import beside_named, hold_beside, hold_beside_of, part_beside
from .paying import lock_payment, method_named

Status = Refund.Status
# So often the payer's bank is asked, then nobody expects another answer.
MOST_ATTEMPTS = 5
NEVER = {"no_account", "account_closed", "abnormal"}
TRY_AGAIN = timedelta(minutes=1)


@inner
def create_refund(*, payment_id: UUID, document_id: UUID, amount_minor: int, reason: str, key: str, by: Actor, at: datetime) -> Refund:
    """Give back part of what a payment paid for a document, by the way it was paid, or refuse.

    Asking again with the same key returns the first refund.

    Raises:
        PaymentNotFound: the payment never paid the document.
        RefundTooLarge: with earlier refunds it would exceed what was paid.
        PaymentFailed: the method refused; the caller's transaction must not go on.
    """
    refund = try_refund(payment_id=payment_id, document_id=document_id, amount_minor=amount_minor, reason=reason, key=key, by=by, at=at)
    if refund.status == Status.FAILED:
        raise PaymentFailed(reason=refund.failure)
    return refund


@inner
def try_refund(*, payment_id: UUID, document_id: UUID, amount_minor: int, reason: str, key: str, by: Actor, at: datetime) -> Refund:
    """As ``create_refund``, but what the method refuses stays as a failed refund, which counts for nothing.

    The same key tries a failed one again, as the same refund; once it failed for good, or did not fail, it is returned as it is.

    Raises:
        PaymentNotFound, RefundTooLarge: as ``create_refund``.
        KeyUsedOtherwise: the key is of a refund of another amount or document.
    """
    # The row lock makes a concurrent refund wait here and then see this one in the counter.
    payment = lock_payment(payment_id)
    share = payment.shares.filter(document_id=document_id).first()
    if share is None or payment.status != Payment.Status.SUCCEEDED:
        raise PaymentNotFound
    refund = Refund.objects.filter(key=key).first()
    if refund is not None and (refund.document_id, refund.amount_minor) != (document_id, amount_minor):
        raise KeyUsedOtherwise
    if refund is not None and (refund.status != Status.FAILED or refund.final):
        return refund
    standing = _standing(payment, share, amount_minor)
    if refund is None:
        refund = Refund(
            id=uuid7(), payment=payment, document_id=document_id, amount_minor=amount_minor, reason=reason, key=key, attempts=0, created_at=at
        )
    refund.beside_minor = part_beside(share, standing, amount_minor)
    _pay_back(refund, payment, share.account, at=at)
    told = {"refund": str(refund.pk), "amount_minor": amount_minor, "status": str(refund.status), "attempt": refund.attempts}
    record("payments.refund", target=f"payment/{payment.pk}", by=by, at=at, after=told, reason=reason)
    return refund


@inner
def hold_refund(*, method: str, payer_id: UUID | None, document_id: UUID) -> list[str]:
    """For who moves other money before the refund: lock what the method will need, and answer the payer's accounts that it will move."""
    hold = getattr(method_named(method), "hold_refund", None)
    if hold is None:
        beside = hold_beside_of(document_id) if ports.acquirers.named(method) else []
        return [*([deposit_of(payer_id)] if payer_id else []), *beside]
    return list(hold(payer_id=payer_id, document_id=document_id))


def _standing(payment: Payment, share: Share, amount_minor: int) -> list[tuple[int, int]]:
    """Amount and part beside of each refund of the share that counts. Raises ``RefundTooLarge`` where another of this amount has no room."""
    counts = payment.refunds.filter(document_id=share.document_id).exclude(status=Status.FAILED)
    standing = list(counts.values_list("amount_minor", "beside_minor"))
    if sum(row[0] for row in standing) + amount_minor > share.amount_minor:
        raise RefundTooLarge
    return standing


def _pay_back(refund: Refund, payment: Payment, account: str, *, at: datetime) -> None:
    """Move the money by the payment's own method, and keep what became of it."""
    outcome = _asked_back(refund, payment, account, at=at)
    refund.attempts += 1
    refund.status, refund.transfer_id, refund.failure, refund.next_at = Status.SUBMITTED, None, "", None
    if outcome.status == "succeeded":
        refund.status, refund.transfer_id = Status.SUCCEEDED, outcome.transfer_id
    elif outcome.status == "created":
        refund.status, refund.next_at, refund.asks = Status.REQUESTED, at, 0
    elif outcome.status == "failed":
        note_failure(refund, outcome.reason, at=at)
    refund.save(force_insert=refund._state.adding)
    if refund.status != Status.FAILED:
        count_refund(payment.pk, refund.amount_minor)


@inner
def _asked_back(refund: Refund, payment: Payment, account: str, *, at: datetime) -> ports.Outcome:
    if not refund.asked_minor:
        return ports.Outcome("succeeded", give_back_beside(refund, payment, account, at=at))
    return method_named(payment.method).refund(
        refund_id=refund.pk,
        document_id=refund.document_id,
        payer_id=payment.payer_id,
        amount_minor=refund.asked_minor,
        shares=[(account, refund.asked_minor)],
        at=at,
    )


def note_failure(refund: Refund, reason: str, *, at: datetime) -> None:
    """Failed, in memory: for good, or to be tried again; what an acquirer carries is tried by itself."""
    refund.status, refund.failure = Status.FAILED, reason or "refused"
    refund.final = refund.failure in NEVER or refund.attempts >= MOST_ATTEMPTS
    carried = not refund.final and Charge.objects.filter(pk=refund.payment_id).exists()
    refund.next_at = at + TRY_AGAIN * 2**refund.attempts if carried else None


@inner
def give_back_beside(refund: Refund, payment: Payment, account: str, *, at: datetime) -> UUID:
    """The part of a refund that goes back to what gave beside the payment's own method; the transfer."""
    return beside_named(payment.beside).give_back(
        refund_id=refund.pk, document_id=refund.document_id, account=account, amount_minor=refund.beside_minor, at=at
    )


@inner
def count_refund(payment_id: UUID, amount_minor: int) -> None:
    """So much more, or less, of a payment is given back or on its way."""
    Payment.objects.filter(pk=payment_id).update(refund_reserved_minor=F("refund_reserved_minor") + amount_minor)


@entry
def hear_refund(*, refund_id: UUID, transfer_id: UUID | None, failure: str = "", by: Actor, at: datetime) -> Refund:
    """What a method that answered ``pending`` says later: a transfer, or a failure; once or several times.

    Raises:
        PaymentNotFound: no such refund.
        RefundDecided: it was decided the other way.
    """
    refund = locked_refund(refund_id)
    if refund.status not in (Status.REQUESTED, Status.SUBMITTED):
        if refund.transfer_id == transfer_id and (refund.status == Status.FAILED) == (transfer_id is None):
            return refund
        raise RefundDecided
    if transfer_id is None:
        note_failure(refund, failure, at=at)
        count_refund(refund.payment_id, -refund.amount_minor)
    else:
        refund.status, refund.transfer_id = Status.SUCCEEDED, transfer_id
    refund.save(update_fields=["status", "transfer_id", "failure", "final", "next_at"])
    record("payments.hear_refund", target=refund, by=by, at=at, after={"status": str(refund.status), "failure": refund.failure})
    return refund


@inner
def ask_refund_by_hand(*, refund_id: UUID, sent_to: str, by: Actor, at: datetime) -> Refund:
    """An operator says where the money of a refund that failed for good should go; a colleague sends it.

    Until it is sent, whoever named the account may correct it; nobody else names another over it.

    Raises:
        NotFound: not an operator. PaymentNotFound: no such refund.
        RefundDecided: it did not fail for good.
        SentToNobody: no account is named.
        AccountNamed: a colleague has named one.
    """
    require_operator(by)
    refund = locked_refund(refund_id)
    _require_final(refund)
    account = " ".join(sent_to.split())[:200]
    if not account:
        raise SentToNobody
    if refund.asked_by not in ("", by.name):
        raise AccountNamed(account=refund.sent_to, details={"asked_by": refund.asked_by, "sent_to": refund.sent_to})
    before = {"sent_to": refund.sent_to} if refund.sent_to else None
    refund.sent_to, refund.asked_by = account, by.name
    refund.save(update_fields=["sent_to", "asked_by"])
    record("payments.ask_refund_by_hand", target=refund, by=by, at=at, before=before, after={"sent_to": account})
    return refund


@inner
def send_refund_by_hand(*, refund_id: UUID, by: Actor, at: datetime) -> Refund:
    """The money leaves the bank for the account that a colleague named.

    Raises:
        NotFound, PaymentNotFound, RefundDecided, SentToNobody: as above.
        WaivedBySame: the actor named the account herself.
        RefundTooLarge: it was given back another way meanwhile.
    """
    require_operator(by)
    refund = locked_refund(refund_id)
    _require_final(refund)
    if not refund.asked_by:
        raise SentToNobody
    if refund.asked_by == by.name:
        raise WaivedBySame
    share = Share.objects.get(payment=refund.payment_id, document_id=refund.document_id)
    refund.beside_minor = part_beside(share, _standing(refund.payment, share, refund.amount_minor), refund.amount_minor)
    cash = bank_account("cash", spread_by=str(refund.pk))
    lock_accounts([share.account, cash, *hold_beside(refund.payment)])
    legs = [Leg(share.account, -refund.asked_minor), Leg(cash, refund.asked_minor)]
    if refund.beside_minor:
        give_back_beside(refund, refund.payment, share.account, at=at)
    refund.transfer_id = post_transfer(key=f"refund/{refund.pk}/by-hand", kind="refund_by_hand", legs=legs, at=at)
    refund.status, refund.decided_by = Status.SUCCEEDED, by.name
    refund.save(update_fields=["status", "transfer_id", "decided_by", "beside_minor"])
    count_refund(refund.payment_id, refund.amount_minor)
    record("payments.send_refund_by_hand", target=refund, by=by, at=at, after={"sent_to": refund.sent_to})
    return refund


@inner
def locked_refund(refund_id: UUID) -> Refund:
    """The refund under its payment's lock. Raises ``PaymentNotFound``."""
    payment_id = Refund.objects.filter(pk=refund_id).values_list("payment", flat=True).first()
    if payment_id is None:
        raise PaymentNotFound
    lock_payment(payment_id)
    return Refund.objects.select_for_update(of=("self",)).select_related("payment").get(pk=refund_id)


def _require_final(refund: Refund) -> None:
    if refund.status != Status.FAILED or not refund.final:
        raise RefundDecided
