"""What is paid beside an acquirer: set aside first, given once the rest is there, let go of when that does not come, given back in part.

Locks: the documents, the payment, then what gave beside it, then accounts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from ecosystem import ports
from ecosystem.audit.public import record
from ecosystem.kernel.actor import platform
from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import lock_accounts

from ..models import OPEN, Payment, Share

BESIDE = platform("payments.beside")


def beside_named(name: str) -> ports.Beside:
    beside = ports.besides.named(name)
    if beside is None:
        raise LookupError(f"nobody registered {name!r} to pay beside an acquirer")
    return beside


def part_beside(share: Share, standing: Iterable[tuple[int, int]], amount_minor: int) -> int:
    """What of a refund goes back beside the payment's own method: R5 over the share, made up for refunds that failed meanwhile.

    ``standing`` are (amount, part beside) of the refunds that count. Neither way is ever given more than it brought.
    """
    if not share.beside_minor:
        return 0
    rows = list(standing)
    back, beside = sum(row[0] for row in rows), sum(row[1] for row in rows)
    meant = share.beside_minor * (back + amount_minor) // share.amount_minor - beside
    least = amount_minor - (share.asked_minor - (back - beside))
    return max(least, 0, min(meant, amount_minor, share.beside_minor - beside))


@inner
def hold_beside(payment: Payment) -> Sequence[str]:
    """Lock what gave beside a payment that the caller holds; the accounts that this concerns."""
    return beside_named(payment.beside).hold(payment_ids=[payment.pk]) if payment.beside else []


@inner
def hold_beside_of(document_id: UUID) -> Sequence[str]:
    """The same for whatever paid a document, for who moves other money before its refund."""
    paid = Share.objects.filter(document_id=document_id, beside_minor__gt=0, payment__status=Payment.Status.SUCCEEDED).select_related("payment")
    return [code for share in paid.order_by("payment") for code in hold_beside(share.payment)]


@inner
def let_go(payment: Payment, *, at: datetime) -> None:
    """Nothing comes of a payment that the caller holds, for now: what is set aside is the payer's again."""
    if payment.beside and payment.let_go_at is None:
        payment.let_go_at = at
        payment.save(update_fields=["let_go_at"])
        beside_named(payment.beside).let_go(payment_id=payment.pk, at=at)
        record("payments.let_go_beside", target=f"payment/{payment.pk}", by=BESIDE, at=at, after={"minor": payment.beside_minor})


@inner
def let_go_of_beside(*, document_ids: Sequence[UUID], at: datetime) -> int:
    """What is set aside for payments under way of documents that the caller holds is the payer's again; should an acquirer bring its part after
    all, that goes back. Answers how many payments.
    """
    mine = Payment.objects.filter(status__in=OPEN, let_go_at=None, shares__document_id__in=document_ids).exclude(beside="")
    ids = sorted(set(mine.values_list("pk", flat=True)))
    # One that is decided in this moment is waited for, and then is not open any more.
    held = list(Payment.objects.select_for_update().filter(pk__in=ids).order_by("pk")) if ids else []
    waiting = [payment for payment in held if payment.status in OPEN and payment.let_go_at is None]
    names = sorted({payment.beside for payment in waiting})
    of = {name: [payment.pk for payment in waiting if payment.beside == name] for name in names}
    lock_accounts([code for name in names for code in beside_named(name).hold(payment_ids=of[name])])
    for payment in waiting:
        let_go(payment, at=at)
    return len(waiting)


@inner
def without_beside(payment: Payment) -> None:
    """What was let go of is not there any more: the payment is of what its acquirer brought, and pays its documents no longer."""
    payment.amount_minor, payment.beside, payment.beside_minor, payment.let_go_at = payment.asked_minor, "", 0, None
    payment.save(update_fields=["amount_minor", "beside", "beside_minor", "let_go_at"])
    for share in payment.shares.filter(beside_minor__gt=0):
        if share.asked_minor:
            share.amount_minor, share.beside_minor = share.asked_minor, 0
            share.save(update_fields=["amount_minor", "beside_minor"])
        else:
            share.delete()
