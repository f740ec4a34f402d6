"""What is not used goes back to whoever paid: when she asks, when its day is over, when the shop may sell no more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.identity.public import require_operator
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import custody_of, deposit_of, lock_accounts
from ecosystem.notices.public import notify
from ecosystem.once.public import once
from ecosystem.payments.public import create_refund, lock_payment
from merchants.shops.public import Shop

from .. import access
from ..errors import VoucherOver
from ..models import Product, Voucher

BY_ITSELF = platform("vouchers.expire")
STOPPED = platform("vouchers.refund_suspended")
Status = Voucher.Status


@entry
def refund_voucher(*, voucher_id: UUID, key: str, by: Actor, at: datetime) -> Voucher:
    """Give the holder back what is not used of it, at any time; the same key gives once.

    Raises:
        VoucherNotFound: not the actor's.
        VoucherOver: nothing is left to give back.
    """
    with once(key, verb="vouchers.refund", by=by, body={"voucher": voucher_id}, at=at) as turn:
        voucher = access.voucher_for_holder(by, voucher_id, lock=True)
        if turn.earlier:
            return voucher
        if voucher.status != Status.ISSUED:
            raise VoucherOver(status=voucher.get_status_display())
        turn.remember(voucher=voucher.pk)
        return _give_back(voucher, Status.REFUNDED, "asked", by=by, at=at)


@entry
def expire_vouchers(*, at: datetime, most: int = 100) -> int:
    """Refund what is not used of vouchers whose day is over; returns how many. Safe to run by several workers."""
    late = Voucher.objects.select_for_update(skip_locked=True, of=("self",), no_key=True).filter(status=Status.ISSUED, expires_at__lte=at)
    vouchers = list(late.select_related("shop").order_by("expires_at", "pk")[:most])
    _give_all_back(vouchers, Status.EXPIRED, "expired", by=BY_ITSELF, at=at)
    return len(vouchers)


@entry
def refund_shop_vouchers(*, shop_id: UUID, reason: str, key: str, by: Actor, at: datetime) -> int:
    """The shop may sell no more: refund all that is not used of its vouchers, each its part, and stop selling them.

    Raises:
        NotFound: not an operator, or no such shop.
    """
    require_operator(by)
    with once(key, verb="vouchers.refund_shop", by=by, body={"shop": shop_id, "reason": reason}, at=at) as turn:
        if turn.earlier:
            return int(turn.earlier["refunded"])
        shop = Shop.objects.filter(pk=shop_id).first()
        if shop is None:
            raise NotFound
        Product.objects.filter(shop=shop).update(status=Product.Status.STOPPED)
        held = Voucher.objects.select_for_update(of=("self",), no_key=True).filter(shop=shop, status=Status.ISSUED)
        vouchers = list(held.select_related("shop", "product").order_by("pk"))
        _give_all_back(vouchers, Status.REFUNDED, reason[:200] or "suspended", by=by, at=at)
        _tell_holders(vouchers, at=at)
        record("vouchers.refund_shop", target=shop, by=by, at=at, after={"vouchers": len(vouchers)}, reason=reason[:200])
        turn.remember(refunded=len(vouchers))
        return len(vouchers)


@entry
def refund_suspended(*, shop_id: UUID, at: datetime, most: int = 100) -> int:
    """Give back what is not used of a shop's vouchers while the bank has stopped it, so many at a time; how many.

    Nobody is asked: who paid ahead does not wait for a shop that may sell no more. Nothing where the stop was lifted meanwhile.
    """
    held = Voucher.objects.select_for_update(skip_locked=True, of=("self",), no_key=True).filter(shop=shop_id, status=Status.ISSUED)
    vouchers = list(held.filter(shop__suspended_at__isnull=False).select_related("shop", "product").order_by("pk")[:most])
    _give_all_back(vouchers, Status.REFUNDED, "suspended", by=STOPPED, at=at)
    _tell_holders(vouchers, at=at)
    return len(vouchers)


@inner
def _tell_holders(vouchers: list[Voucher], *, at: datetime) -> None:
    """They did not ask for it: what became of what they paid ahead."""
    for voucher in vouchers:
        told = {"name": voucher.product.name, "amount_minor": voucher.refunded_minor}
        notify(voucher.holder_id, "voucher_refunded", f"voucher/{voucher.pk}/refunded", told, at=at)


@inner
def _give_all_back(vouchers: list[Voucher], to: str, reason: str, *, by: Actor, at: datetime) -> None:
    """Several in one transaction: their payments, then all accounts, are locked in one order first."""
    for payment_id in sorted({voucher.payment_id for voucher in vouchers if voucher.payment_id}):
        lock_payment(payment_id)
    lock_accounts([code for voucher in vouchers for code in (deposit_of(voucher.holder_id), custody_of(voucher.shop.party_id))])
    for voucher in vouchers:
        _give_back(voucher, to, reason, by=by, at=at)


@inner
def _give_back(voucher: Voucher, to: str, reason: str, *, by: Actor, at: datetime) -> Voucher:
    if voucher.payment_id is None:
        raise LookupError("a voucher that can be used was paid")
    rest = voucher.price_minor - voucher.released_minor
    create_refund(
        payment_id=voucher.payment_id,
        document_id=voucher.pk,
        amount_minor=rest,
        reason=f"voucher_{to}",
        key=f"voucher/{voucher.pk}/refund",
        by=by,
        at=at,
    )
    voucher.status, voucher.reason, voucher.refunded_minor, voucher.ended_at = to, reason, rest, at
    voucher.save(update_fields=["status", "reason", "refunded_minor", "ended_at"])
    record(f"vouchers.{to}", target=voucher, by=by, at=at, after={"refunded_minor": rest, "unused": voucher.remaining})
    return voucher
