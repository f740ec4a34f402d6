"""Filling a basket, and turning it into paid orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import pending_of
from ecosystem.once.public import once
from ecosystem.payments.public import BANK_ACCOUNT, Payee, Payment, create_payment, documents_of, let_go_of_beside, let_go_of_open, payment_for
from merchants.cards.public import Due, begin_with, card_of_way
from merchants.catalog.public import Sku, SkuNotFound, terms_of
from merchants.groups.public import hold_groups
from merchants.orders.public import Draft, Order, OrderMoved, delivery_terms, held_for, hold_for_completion, open_among, order_to_pay, place_errand
from merchants.points.public import Way, point_shown, way_to
from merchants.rounds.public import Round, hold_rounds, round_shown
from merchants.stock.public import checked_quantity
from residents.family.public import FAMILY, arrangement_of_way, draw_on_relative
from residents.family.public import Due as ForRelative

from . import queries, rules
from .errors import AddressMissing, BasketEmpty, BasketFull, QuoteChanged, SeveralShopsAtATable, SignInToBuy
from .models import BasketLine

# Insert or replace, refused when the article is not on sale, asks something that was not answered, or the basket is full.
PUT = """
INSERT INTO baskets_basketline (party_id, sku_id, quantity, options, added_at)
SELECT %(party)s, k.id, %(quantity)s, %(options)s, %(at)s FROM catalog_sku k JOIN catalog_variant v ON v.id = k.variant_id
WHERE k.id = %(sku)s AND k.on_sale
    AND (%(asked)s OR NOT EXISTS (SELECT 1 FROM catalog_productgroup a JOIN catalog_modifiergroup g ON g.id = a.group_id
                                  WHERE a.product_id = v.product_id AND g.min_picks > 0))
    AND ((SELECT count(*) FROM baskets_basketline b WHERE b.party_id = %(party)s) < %(most)s
         OR EXISTS (SELECT 1 FROM baskets_basketline b WHERE b.party_id = %(party)s AND b.sku_id = k.id AND b.options = %(options)s))
ON CONFLICT (party_id, sku_id, options) DO UPDATE SET quantity = EXCLUDED.quantity
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """How the buyer wants her errand: the quote she was shown, where the goods go, how she pays.

    ``slots`` are (shop, begin of its slot) where she chose a time; for the others as soon as possible. ``table`` is where
    she sits, at the one shop of her basket; ``round_id`` the round that she joins with all of it, ``point_id`` the pickup point
    where she collects all of it.
    """

    quote: str
    channel: str
    method: str
    deliver_to: str = ""
    where: tuple[Decimal, Decimal] | None = None
    note: str = ""
    slots: tuple[tuple[UUID, datetime], ...] = ()
    table: str = ""
    round_id: UUID | None = None
    point_id: UUID | None = None

    def wants_at(self, shop_id: UUID) -> datetime | None:
        """When the slot begins that was chosen for a shop; ``None`` is as soon as possible."""
        return dict(self.slots).get(shop_id)


@entry
def put_in_basket(*, sku_id: UUID, quantity: Decimal, options: Sequence[UUID] = (), by: Actor, at: datetime) -> None:
    """Set how much of an article with these choices is in the basket; nothing takes it out. Saying it twice is saying it once.

    Raises:
        SignInToBuy: nobody is signed in.
        SkuNotFound: no such article, or it is not sold any more.
        BadChoice, ChoiceGone: what was chosen with it.
        BasketFull, BadQuantity: what is wrong with the wish.
    """
    if by.party_id is None:
        raise SignInToBuy
    put_line(sku_id=sku_id, quantity=quantity, options=options, party_id=by.party_id, at=at)


@inner
def put_line(*, sku_id: UUID, quantity: Decimal, options: Sequence[UUID], party_id: UUID, at: datetime) -> None:
    """The same within another's transaction. Refusals as ``put_in_basket``."""
    chosen = sorted(options)
    if quantity == 0:
        BasketLine.objects.filter(party=party_id, sku=sku_id, options=chosen).delete()
        return
    if chosen:
        _require_choices(sku_id, chosen)
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"party": party_id, "sku": sku_id, "quantity": checked_quantity(quantity), "at": at, "most": rules.MAX_LINES}
        cursor.execute(PUT, {**values, "options": chosen, "asked": bool(chosen)})
        taken = cursor.rowcount
    if not taken:
        _require_choices(sku_id, chosen)
        raise BasketFull(most=rules.MAX_LINES) if Sku.objects.filter(pk=sku_id, on_sale=True).exists() else SkuNotFound()


@entry
def checkout(*, wish: Wish, key: str, by: Actor, at: datetime) -> UUID:
    """One payment, one order for each shop; returns the errand that joins them.

    The same key gives the same errand again. All orders are placed and paid, or nothing is.

    Raises:
        SignInToBuy, BasketEmpty, AddressMissing: who, what or where is missing.
        SeveralShopsAtATable, NoSuchTable: she sits in one shop, at one of its tables.
        QuoteChanged: the basket, or the fee for bringing it, is not what the buyer was shown.
        RoundNotFound, RoundFull, RoundOver, NotOnRound: the round has no seat for all of it.
        PointNotFound, PointFull, NotToThatPoint: the pickup point has no room for all of it, or not all shops go there.
        SlotGone, NoSlotLeft: a shop's time is taken, or it has none left.
        CouponGone, DealGone: a coupon or discount was used up in the same moment.
        SoldOut, ShopClosed, OutOfRange, OutsideZones, BringsNothing, BelowMinimum, NotOnSale, and the catalogue's refusals: a shop can't serve it.
        CardNotFound, CardOver, CardElsewhere: the card that it begins with does not pay this.
        ArrangementNotFound, PayerEnded, AboveCap, PayerCannot: whoever in the family should pay does not.
        InsufficientFunds, PaymentFailed, UnknownMethod: the money can't be had.
    """
    if by.party_id is None:
        raise SignInToBuy
    with once(key, verb="baskets.checkout", by=by, body=wish, at=at) as turn:
        if turn.earlier:
            return UUID(turn.earlier["errand"])
        quote, ride, way = _quoted(wish, by.party_id, at=at)
        _require_payable(quote, wish, at=at)
        errand_id = uuid7()
        drafts = [replace(_draft(part, wish, ride, way), margin_bp=part.shop.weigh_margin_bp) for part in quote.parts]
        shops = {part.shop_id: part.shop for part in quote.parts}
        orders = place_errand(drafts=drafts, buyer_id=by.party_id, errand_id=errand_id, at=at)
        payees = [Payee("order", order.pk, pending_of(shops[order.shop_id].party_id), order.total_minor) for order in orders]
        due = [Due(order.pk, shops[order.shop_id].party_id, order.total_minor) for order in orders]
        tender = begin_with(way=wish.method, payer_id=by.party_id, due=due, by=by, at=at)
        payer_id, method = _with_whose_money(tender.method, orders, {part.shop_id: part.shop_name for part in quote.parts}, by=by, at=at)
        until = orders[0].pay_until
        create_payment(payer_id=payer_id, method=method, beside=tender.beside, payees=payees, pay_until=until, device=by.device, by=by, at=at)
        BasketLine.objects.filter(party=by.party_id).delete()
        turn.remember(errand=errand_id)
        return errand_id


@entry
def pay_order(*, order_id: UUID, method: str, key: str, by: Actor, at: datetime) -> UUID:
    """Pay one order that waits: a counter sale whose code was scanned, or again after a failure.

    Raises:
        OrderNotFound: it is somebody else's, or there is none.
        OrderMoved: it was paid or closed already.
        CardNotFound, CardOver, CardElsewhere: the card that it begins with does not pay this.
        ArrangementNotFound, PayerEnded, AboveCap, PayerCannot, NotAtCounter: whoever in the family should pay does not.
        InsufficientFunds, PaymentFailed, UnknownMethod: the money can't be had.
    """
    with once(key, verb="baskets.pay_order", by=by, body={"order": order_id, "method": method}, at=at) as turn:
        if turn.earlier:
            return UUID(turn.earlier["payment"])
        payment = _pay([order_to_pay(by, order_id, at=at)], method, by=by, at=at)
        turn.remember(payment=payment.pk)
        return payment.pk


@entry
def pay_again(*, payment_id: UUID, method: str, key: str, by: Actor, at: datetime) -> UUID:
    """Pay what an earlier payment of the actor's has not: after it failed, or another way while nobody answers for it.

    The earlier one is closed at its acquirer; should it bring money after all, what is paid by then goes back by itself.

    Raises:
        PaymentNotFound: it is somebody else's, or there is none.
        OrderMoved: nothing of it waits for money any more.
        CardNotFound, CardOver, CardElsewhere: the card that it begins with does not pay this.
        ArrangementNotFound, PayerEnded, AboveCap, PayerCannot: whoever in the family should pay does not.
        InsufficientFunds, PaymentFailed, UnknownMethod: the money can't be had.
    """
    with once(key, verb="baskets.pay_again", by=by, body={"payment": payment_id, "method": method}, at=at) as turn:
        if turn.earlier:
            return UUID(turn.earlier["payment"])
        earlier = payment_for(by, payment_id)
        waiting = open_among(documents_of(earlier.pk, "order"))
        if not waiting:
            raise OrderMoved(status=_("paid or closed"))
        payment = _pay([order_to_pay(by, order_id, at=at) for order_id in waiting], method, by=by, at=at)
        turn.remember(payment=payment.pk)
        return payment.pk


def _require_choices(sku_id: UUID, chosen: Sequence[UUID]) -> None:
    shop_id = Sku.objects.filter(pk=sku_id, on_sale=True).values_list("shop_id", flat=True).first()
    if shop_id is None:
        raise SkuNotFound
    terms_of(shop_id, [sku_id])[sku_id].picked(chosen)


def _pay(orders: Sequence[Order], method: str, *, by: Actor, at: datetime) -> Payment:
    """One payment for orders that the caller holds; it takes the place of any that is under way."""
    if by.party_id is None:
        raise SignInToBuy
    let_go_of_open(document_ids=[order.pk for order in orders], at=at)
    # Before the accounts: whoever joins holds the group or round when she pays.
    if any(order.group_id for order in orders):
        hold_groups(order_ids=[order.pk for order in orders])
    if any(order.round_id for order in orders):
        hold_rounds(order_ids=[order.pk for order in orders])
    at_once = [order for order in orders if order.channel == Order.Channel.CODE]
    if method == BANK_ACCOUNT:
        for order in at_once:
            hold_for_completion(order=order, payer_id=by.party_id)
    accounts: list[str] = []
    if card_of_way(method):
        accounts = [code for order in at_once for code in held_for(order.pk, order.shop.party_id, discounted=order.discount_minor > 0)]
    # After groups and shelves, before a card is drawn on: it may be the same one.
    let_go_of_beside(document_ids=[order.pk for order in orders], at=at)
    due = [Due(order.pk, order.shop.party_id, order.total_minor) for order in orders]
    tender = begin_with(way=method, payer_id=by.party_id, due=due, accounts=accounts, by=by, at=at)
    payees = [Payee("order", order.pk, pending_of(order.shop.party_id), order.total_minor) for order in orders]
    until = min(order.pay_until for order in orders)
    payer_id, method = _with_whose_money(tender.method, orders, {order.shop_id: order.shop.name for order in orders}, by=by, at=at)
    return create_payment(payer_id=payer_id, method=method, beside=tender.beside, payees=payees, pay_until=until, device=by.device, by=by, at=at)


@inner
def _quoted(wish: Wish, party_id: UUID, *, at: datetime) -> tuple[rules.Quote, Round | None, Way | None]:
    """The basket, held, as it is fetched or brought, and the round that brings it or the way to its point.

    Raises:
        RoundNotFound, PointNotFound, NotToThatPoint: there is none, or not for all of it.
    """
    if wish.point_id is not None and wish.channel == Order.Channel.DELIVERY:
        quote = queries.quote_for(party_id, at=at, lock=True)
        way = way_to(point_shown(wish.point_id), [part.shop_id for part in quote.parts])
        return rules.to_point(quote, {part.shop_id: way.fee_of(part.shop_id) for part in quote.parts}), None, way
    if wish.round_id is not None and wish.channel == Order.Channel.DELIVERY:
        ride = round_shown(wish.round_id)
        return rules.in_round(queries.quote_for(party_id, at=at, lock=True), ride.share_most_minor), ride, None
    place = wish.where if wish.channel == Order.Channel.DELIVERY else None
    return queries.quote_for(party_id, where=place, slots=wish.slots, at=at, lock=True), None, None


@inner
def _with_whose_money(way: str, orders: Sequence[Order], shops: Mapping[UUID, str], *, by: Actor, at: datetime) -> tuple[UUID | None, str]:
    """Who pays and by which method: somebody in the family where the way names an arrangement, else the actor."""
    arrangement_id = arrangement_of_way(way)
    if arrangement_id is None or by.party_id is None:
        return by.party_id, way
    due = [ForRelative(one.pk, shops[one.shop_id], one.total_minor, one.channel == Order.Channel.CODE) for one in orders]
    return draw_on_relative(arrangement_id=arrangement_id, asker_id=by.party_id, due=due, by=by, at=at), FAMILY


def _require_payable(quote: rules.Quote, wish: Wish, *, at: datetime) -> None:
    if not quote.parts:
        raise BasketEmpty
    if not quote.is_what(wish.quote, Order.Channel.PICKUP):
        raise QuoteChanged(details={"quote": quote.digest})
    if wish.channel == Order.Channel.DINE_IN and len(quote.parts) > 1:
        raise SeveralShopsAtATable
    if wish.channel != Order.Channel.DELIVERY:
        return
    if wish.round_id is not None or wish.point_id is not None:
        if not quote.is_what(wish.quote, wish.channel):
            raise QuoteChanged(details={"quote": quote.digest})
        return
    if not (wish.deliver_to.strip() and wish.where):
        raise AddressMissing
    # Why it can't be brought says more than that the price is another.
    for part in quote.parts:
        delivery_terms(part.shop, wish.where, goods_minor=part.goods_minor, at=wish.wants_at(part.shop_id) or at)
    if not quote.is_what(wish.quote, wish.channel):
        raise QuoteChanged(details={"quote": quote.digest})


def _draft(part: rules.Part, wish: Wish, ride: Round | None, way: Way | None) -> Draft:
    if way is not None:
        wanted, to = queries.wanted_of(part), way.point.deliver_to
        return Draft(shop=part.shop, channel=wish.channel, wanted=wanted, deal=part.deal, deliver_to=to, note=wish.note, way=way)
    if ride is not None:
        wanted = queries.wanted_of(part)
        return Draft(shop=part.shop, channel=wish.channel, wanted=wanted, deal=part.deal, deliver_to=ride.deliver_to, note=wish.note, round=ride)
    delivery = wish.channel == Order.Channel.DELIVERY
    return Draft(
        shop=part.shop,
        channel=wish.channel,
        wanted=queries.wanted_of(part),
        deal=part.deal,
        deliver_to=wish.deliver_to if delivery else "",
        where=wish.where if delivery else None,
        note=wish.note,
        table=wish.table if wish.channel == Order.Channel.DINE_IN else "",
        wants_at=wish.wants_at(part.shop_id),
    )
