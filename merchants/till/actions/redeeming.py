"""A voucher at the counter: its use becomes an order, paid out of custody and settled like any other; a manager may undo it for minutes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.feed.public import pseudonym, publish
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import custody_of, lock_accounts, pending_of
from ecosystem.once.public import once
from ecosystem.payments.public import Payee, create_payment, create_refund, lock_payment
from merchants.catalog.public import Sku
from merchants.orders.public import NotOnSale, Order, OrderRefunded, Sold, Wanted, order_for_shop, place_sale
from merchants.settlement.public import Returned, accounts_of, lock_shop, reverse_settlement
from merchants.shops.public import MANAGERS, SELLERS, Shop, serving_shops, shop_for, shops_where
from merchants.staff.public import sold_then
from merchants.stock.public import TakenBack, take_back
from merchants.vouchers.public import VOUCHER, Redemption, VoucherNotFound, take_use, undo_use

from ..errors import UseHeld
from ..rules import Taken
from .selling import shop_scope

ONE = Decimal(1)


@entry
def redeem_voucher(*, shop_id: UUID, shown: str, key: str, by: Actor, at: datetime) -> Redemption:
    """Take one use of the voucher whose code or token was shown; the same key takes one.

    The use is an order of one unit at the use's part of the price: the goods leave the shelf, custody pays, it is settled.

    Raises:
        NotFound: not a shop where the actor sells.
        StaleToken, VoucherNotFound: what was shown is no voucher of the shop's merchant.
        TokenTaken: the token has taken a use before.
        VoucherOver: it is used up, refunded or expired.
        NotOnSale, SoldOut: the shop does not have the article.
        UseHeld: it came without a network before, and waits for somebody to decide.
    """
    shop = shop_for(by, shop_id, roles=SELLERS)
    with once(key, verb="till.redeem_voucher", by=shop_scope(shop.pk), body={"shown": shown}, at=at) as turn:
        if turn.earlier is not None:
            return use_of(turn.earlier)
        redemption = take_use(shop=shop, shown=shown, order_id=uuid7(), by=by, at=at)
        hand_over(shop, redemption, by=by, at=at)
        turn.remember(redemption=redemption.pk)
        return redemption


@inner
def use_as_taken(*, shop: Shop, taken: Taken, by: Actor, at: datetime) -> Redemption:
    """Take a use that a till took without a network, as of then; by whoever was at the till, if she sold there then."""
    taker, then = (taken.seller and sold_then(shop, taken.seller, at=taken.taken_at)) or by, min(taken.taken_at, at)
    redemption = take_use(shop=shop, shown=taken.shown, order_id=taken.use, by=taker, at=at, taken_at=then)
    hand_over(shop, redemption, by=taker, at=at)
    if taker != by:
        record("till.replay", target=f"order/{taken.use}", by=by, at=at, after={"sold_by": taker.name}, about=shop.pk)
    return redemption


def use_of(earlier: dict[str, Any]) -> Redemption:
    """The use that an earlier call remembered. Raises ``UseHeld`` where it was held."""
    if "redemption" not in earlier:
        raise UseHeld
    return _found(UUID(earlier["redemption"]))


@inner
def hand_over(shop: Shop, redemption: Redemption, *, by: Actor, at: datetime) -> None:
    """Place the order that the use is, and pay it by the voucher; paying completes it."""
    voucher = redemption.voucher
    placed = place_sale(
        order_id=redemption.order_id,
        shop=serving_shops([shop.pk])[shop.pk],
        channel=Order.Channel.CODE,
        sold=[Sold(Wanted(_listed(shop, voucher.product.sku), ONE, redemption.amount_minor))],
        buyer_id=voucher.holder_id,
        by=by,
        at=at,
    )
    order = placed.order
    # The payment and the settlement are two transfers: all their accounts first, in one order.
    lock_accounts([custody_of(shop.party_id), *accounts_of(order.pk, shop.party_id)])
    payee = Payee("order", order.pk, pending_of(shop.party_id), order.total_minor)
    create_payment(payer_id=voucher.holder_id, method=VOUCHER, payees=[payee], by=by, at=at)


def _listed(shop: Shop, sku: Sku) -> UUID:
    """The article as this shop lists it. Raises ``NotOnSale``."""
    listed = Sku.objects.filter(shop=shop, variant=sku.variant_id, archived_at=None).values_list("pk", flat=True).first()
    if listed is None:
        raise NotOnSale(names=sku.name)
    return listed


@entry
def undo_redemption(*, redemption_id: UUID, key: str, by: Actor, at: datetime) -> Redemption:
    """Undo the latest use within five minutes: the goods are back on the shelf, the money in custody, the use on the voucher.

    Raises:
        VoucherNotFound: not a use at a shop that the actor manages.
        TooLateToUndo: it is older, undone already, or not the latest.
    """
    with once(key, verb="till.undo_redemption", by=by, body={"redemption": redemption_id}, at=at) as turn:
        mine = Redemption.objects.filter(pk=redemption_id, shop__in=shops_where(by, MANAGERS))
        order_id = mine.values_list("order_id", flat=True).first()
        if order_id is None:
            raise VoucherNotFound
        if turn.earlier:
            return _found(redemption_id)
        # Locks in the house's order: the order, the shop's statement, the voucher, the payment, the shelf, the accounts.
        order = order_for_shop(by, order_id, lock=True)
        lock_shop(order.shop_id)
        redemption = undo_use(redemption_id=redemption_id, by=by, at=at)
        _take_back(order, redemption, by=by, at=at)
        turn.remember(redemption=redemption_id)
        return redemption


@inner
def _take_back(order: Order, redemption: Redemption, *, by: Actor, at: datetime) -> None:
    if order.payment_id is None or order.buyer_id is None:
        raise LookupError("a use of a voucher is a paid order")
    lock_payment(order.payment_id)
    back = [TakenBack(line.sku_id, line.quantity, "sellable") for line in order.lines.all()]
    take_back(shop_id=order.shop_id, sale_id=order.pk, lines=back, reason="undone", by=by, at=at)
    # Two transfers again: the reversal, then the money back into custody.
    lock_accounts([custody_of(order.shop.party_id), *accounts_of(order.pk, order.shop.party_id)])
    key = f"undo/{redemption.pk}"
    entry_back = reverse_settlement(order_id=order.pk, lines=[Returned(1, ONE)], key=key, by=by, at=at)
    amount = -entry_back.goods_minor
    refund = create_refund(payment_id=order.payment_id, document_id=order.pk, amount_minor=amount, reason="undone", key=key, by=by, at=at)
    about = order.shop.party_id
    fact = OrderRefunded(
        order=str(order.pk),
        refund=str(refund.pk),
        amount_minor=amount,
        currency=order.currency,
        buyer=pseudonym(order.buyer_id, within=about),
    )
    publish(fact, about=about, key=f"refund/{refund.pk}", at=at, standing="settled", transfer_id=refund.transfer_id)
    record("till.undo_redemption", target=f"order/{order.pk}", by=by, at=at, after={"amount_minor": amount}, about=order.shop_id)


def _found(redemption_id: UUID) -> Redemption:
    return Redemption.objects.select_related("voucher__product", "shop").get(pk=redemption_id)
