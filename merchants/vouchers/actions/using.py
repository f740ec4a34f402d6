"""One use of a voucher: taken under its row's lock, and given back if the counter erred."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.verbs import inner
from merchants.shops.public import Shop

from .. import access, rules
from ..errors import TooLateToUndo, VoucherOver
from ..models import Redemption, Voucher


@inner
def take_use(*, shop: Shop, shown: str, order_id: UUID, by: Actor, at: datetime) -> Redemption:
    """Take the next use of the voucher whose code or token was shown, for an order that the caller places and pays by it.

    The row's lock makes a second clerk, or a refund, wait here and then find what the first left.

    Raises:
        StaleToken, VoucherNotFound: what was shown is no voucher of the shop's merchant.
        VoucherOver: it is used up, refunded or expired.
    """
    if by.person_id is None:
        raise Unauthenticated
    voucher = access.voucher_shown(shop, shown, at=at, lock=True)
    if voucher.status != Voucher.Status.ISSUED or voucher.remaining == 0 or voucher.expires_at <= at:
        raise VoucherOver(status=voucher.get_status_display() if voucher.expires_at > at else Voucher.Status.EXPIRED.label)
    number = voucher.uses - voucher.remaining + 1
    amount = rules.worth_of_use(voucher.price_minor, voucher.uses, number)
    Voucher.objects.filter(pk=voucher.pk, status=Voucher.Status.ISSUED, remaining=voucher.remaining).update(
        remaining=F("remaining") - 1,
        released_minor=F("released_minor") + amount,
        status=Voucher.Status.REDEEMED if voucher.remaining == 1 else Voucher.Status.ISSUED,
        ended_at=at if voucher.remaining == 1 else None,
    )
    redemption = Redemption.objects.create(
        voucher=voucher, number=number, amount_minor=amount, shop=shop, order_id=order_id, by_id=by.person_id, at=at
    )
    record("vouchers.redeem", target=voucher, by=by, at=at, after={"number": number, "amount_minor": amount, "order": str(order_id)})
    return redemption


@inner
def undo_use(*, redemption_id: UUID, by: Actor, at: datetime) -> Redemption:
    """Give the latest use back to its voucher; the caller, who may manage the shop, takes its order and money back.

    Raises:
        TooLateToUndo: it was more than five minutes ago, undone already, or not the latest use.
    """
    found = Redemption.objects.select_related("voucher", "shop").get(pk=redemption_id)
    voucher = Voucher.objects.select_for_update(no_key=True).get(pk=found.voucher_id)
    fresh = Redemption.objects.filter(pk=redemption_id, undone_at=None, at__gte=at - rules.UNDO_WITHIN)
    latest = found.number == voucher.uses - voucher.remaining
    if not latest or voucher.status not in {Voucher.Status.ISSUED, Voucher.Status.REDEEMED}:
        raise TooLateToUndo
    if not fresh.update(undone_at=at, undone_by=by.person_id):
        raise TooLateToUndo
    Voucher.objects.filter(pk=voucher.pk).update(
        remaining=F("remaining") + 1, released_minor=F("released_minor") - found.amount_minor, status=Voucher.Status.ISSUED, ended_at=None
    )
    record("vouchers.undo", target=voucher, by=by, at=at, after={"number": found.number})
    return found
