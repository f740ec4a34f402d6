"""One use of a voucher: taken under its row's lock, and given back if the counter erred."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor, person_of
from ecosystem.kernel.tokens import TOKEN_LIVES
from ecosystem.kernel.verbs import inner
from ecosystem.notices.public import nudge
from merchants.shops.public import Shop

from .. import access, rules
from ..errors import StaleToken, TokenTaken, TooLateToUndo, VoucherOver
from ..models import Redemption, Voucher


@dataclass(frozen=True, slots=True)
class Moments:
    """When a use is written down, when the code that was scanned was made, and when a till without a network took it."""

    at: datetime
    shown_at: datetime | None
    taken_at: datetime | None


@inner
def take_use(*, shop: Shop, shown: str, order_id: UUID, by: Actor, at: datetime, taken_at: datetime | None = None) -> Redemption:
    """Take the next use of the voucher whose code or token was shown, for an order that the caller places and pays by it.

    The row's lock makes a second clerk, or a refund, wait here and then find what the first left. ``taken_at`` is when a till
    without a network took it: the token was good then, and a code that is typed is not enough.

    Raises:
        StaleToken, VoucherNotFound: what was shown is no voucher of the shop's merchant.
        TokenTaken: this token has taken a use before.
        VoucherOver: it is used up, refunded or expired.
    """
    if taken_at and not rules.is_token(shown):
        raise StaleToken
    then = taken_at or at
    voucher, shown_at = access.voucher_shown(shop, shown, at=then, lives=rules.LIVES_OFFLINE if taken_at else TOKEN_LIVES, lock=True)
    if shown_at and voucher.redemptions.filter(shown_at=shown_at, undone_at=None).exists():
        raise TokenTaken
    if voucher.status != Voucher.Status.ISSUED or voucher.remaining == 0 or voucher.expires_at <= then:
        raise VoucherOver(status=voucher.get_status_display() if voucher.expires_at > then else Voucher.Status.EXPIRED.label)
    return _used(voucher, shop, order_id, Moments(at, shown_at, taken_at), by=by)


@inner
def _used(voucher: Voucher, shop: Shop, order_id: UUID, moments: Moments, *, by: Actor) -> Redemption:
    at = moments.at
    number = voucher.uses - voucher.remaining + 1
    amount = rules.worth_of_use(voucher.price_minor, voucher.uses, number)
    Voucher.objects.filter(pk=voucher.pk, status=Voucher.Status.ISSUED, remaining=voucher.remaining).update(
        remaining=F("remaining") - 1,
        released_minor=F("released_minor") + amount,
        status=Voucher.Status.REDEEMED if voucher.remaining == 1 else Voucher.Status.ISSUED,
        ended_at=at if voucher.remaining == 1 else None,
    )
    redemption = Redemption.objects.create(
        voucher=voucher,
        number=number,
        amount_minor=amount,
        shop=shop,
        order_id=order_id,
        by_id=person_of(by),
        at=at,
        shown_at=moments.shown_at,
        taken_at=moments.taken_at,
    )
    # Her screen shows the next code at once: this one has taken its use.
    nudge([voucher.holder_id], "vouchers")
    record("vouchers.redeem", target=voucher, by=by, at=at, after={"number": number, "amount_minor": amount, "order": str(order_id)}, about=shop.pk)
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
    record("vouchers.undo", target=voucher, by=by, at=at, after={"number": found.number}, about=found.shop_id)
    return found
