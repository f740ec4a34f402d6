"""A sale at the counter: the clerk rings it up, the buyer scans its code and pays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import pending_of
from ecosystem.once.public import once
from ecosystem.payments.public import BANK_ACCOUNT, Payee, create_payment, let_go_of_beside, let_go_of_open, take_pay_code
from merchants.cards.public import Due, card_shown, draw, is_token
from merchants.orders.public import (
    Draft,
    Order,
    OrderMoved,
    OrderNotFound,
    Wanted,
    dealt,
    held_for,
    hold_errand,
    hold_for_completion,
    order_for_shop,
    place_held,
)
from merchants.promotions.public import coupon_on_slip, offers_for
from merchants.shops.public import SELLERS, serving_shops, shop_for


@entry
def ring_up(*, shop_id: UUID, wanted: Sequence[Wanted], key: str, by: Actor, at: datetime, coupon: str = "") -> Order:
    """Make the collection code of a counter sale, also outside opening hours; the same key gives the same sale again.

    ``coupon`` is the slip of one that was shown: it waits with the sale, and is its holder's again if nobody pays.

    Raises:
        NotFound: not a shop of the actor's.
        ShownCouponStale, CouponNotFound: the coupon was shown too long ago, or has been used or taken back since.
        DealGone, CouponGone: a discount was used up in the same moment.
        SoldOut, NotOnSale, PriceChanged, NothingOrdered and the catalogue's refusals: as when placing any order.
    """
    body = {"shop": shop_id, "wanted": [want.told for want in wanted], **({"coupon": coupon} if coupon else {})}
    with once(key, verb="till.ring_up", by=by, body=body, at=at) as turn:
        shop = shop_for(by, shop_id, roles=SELLERS)
        if turn.earlier:
            return Order.objects.get(pk=turn.earlier["order"])
        draft = Draft(shop=serving_shops([shop.pk])[shop.pk], channel=Order.Channel.CODE, wanted=tuple(wanted))
        shown = coupon_on_slip(shop.pk, coupon, at=at) if coupon else None
        draft = dealt(draft, offers_for([shop.pk], buyer_id=None, at=at, shown=shown))
        held = hold_errand(drafts=[draft], buyer_id=None, at=at, shown=shown)
        order = place_held(held=held, buyer_id=None, errand_id=uuid7(), at=at)[0]
        record("till.ring_up", target=f"order/{order.pk}", by=by, at=at, after={"total_minor": order.total_minor}, about=shop.pk)
        turn.remember(order=order.pk)
        return order


@entry
def take_by_pay_code(*, order_id: UUID, code: str, key: str, by: Actor, at: datetime) -> Order:
    """The buyer shows her own code and the till reads it: a sale that waits is paid from her account here, once.

    The code of a prepaid card pays as far as the card goes, and the rest comes from her account.

    Raises:
        OrderNotFound: not a sale of a shop that the actor keeps, or none that is paid at the counter.
        OrderMoved: it was paid or closed, or its time is over.
        PayCodeStale, PayCodeUsed, AbovePayCode: the code does not pay this.
        ShownCardStale, ShownCardUsed, AboveShown, CardNotFound, CardOver: the card does not.
        InsufficientFunds: her account has too little.
    """
    with once(key, verb="till.take_by_pay_code", by=by, body={"order": order_id, "code": code}, at=at) as turn:
        order = order_for_shop(by, order_id, lock=True)
        if turn.earlier:
            return order
        if order.channel != Order.Channel.CODE:
            raise OrderNotFound
        if order.status != Order.Status.PENDING_PAYMENT or order.pay_until <= at:
            raise OrderMoved(status=str(Order.Status(order.status).label))
        if is_token(code):
            payer_id, method = _by_card(order, code, by=by, at=at)
        else:
            payer_id, method = take_pay_code(code=code, amount_minor=order.total_minor, at=at), BANK_ACCOUNT
            let_go_of_open(document_ids=[order.pk], at=at)
            hold_for_completion(order=order, payer_id=payer_id)
        payee = Payee("order", order.pk, pending_of(order.shop.party_id), order.total_minor)
        create_payment(payer_id=payer_id, method=method, payees=[payee], by=by, at=at)
        record("till.take_by_pay_code", target=f"order/{order.pk}", by=by, at=at, after={"total_minor": order.total_minor}, about=order.shop_id)
        turn.remember(order=order.pk)
        order.refresh_from_db()
        return order


@inner
def _by_card(order: Order, code: str, *, by: Actor, at: datetime) -> tuple[UUID, str]:
    """Who pays with the card that was shown, and the method. Locks the sale's shelves and budgets, the card, then all accounts."""
    card = card_shown(order.shop, code, at=at)
    let_go_of_open(document_ids=[order.pk], at=at)
    accounts = held_for(order.pk, order.shop.party_id, discounted=order.discount_minor > 0)
    let_go_of_beside(document_ids=[order.pk], at=at)
    due = [Due(order.pk, order.shop.party_id, order.total_minor)]
    return card.holder_id, draw(card_id=card.pk, payer_id=card.holder_id, due=due, shown=code, accounts=accounts, by=by, at=at).method
