"""Sitting down in a group: a seat, an order and its payment, together or not at all."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import Unauthenticated
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.ledger.public import pending_of
from ecosystem.once.public import once
from ecosystem.payments.public import Payee, create_payment
from merchants.cards.public import Due, begin_with
from merchants.catalog.public import Sku
from merchants.groups.public import Group, begin_group, deal_of, group_by_code, take_seat
from merchants.orders.public import Draft, Order, Wanted, order_for_buyer, place_order
from merchants.shops.public import serving_shops


@entry
def start_group(*, group_buy_id: UUID, size: int, method: str, key: str, by: Actor, at: datetime) -> Order:
    """Begin a group of so many people and take its first seat; returns the order that is the seat. The same key begins one.

    Raises:
        GroupBuyNotFound, GroupBuyOver: no group of this size may begin.
        What ``join_group`` raises.
    """
    if by.party_id is None:
        raise Unauthenticated
    with once(key, verb="joining.start", by=by, body={"group_buy": group_buy_id, "size": size, "method": method}, at=at) as turn:
        if turn.earlier:
            return order_for_buyer(by, UUID(turn.earlier["order"]))
        group = begin_group(group_buy_id=group_buy_id, size=size, by=by, at=at)
        order = _sit_down(group, by.party_id, method, by=by, at=at)
        turn.remember(order=order.pk)
        return order


@entry
def join_group(*, code: str, method: str, key: str, by: Actor, at: datetime) -> Order:
    """Take a seat in the group with this code and pay for it; returns the order that is the seat. The same key sits down once.

    The seat is counted before the money moves; a seat that is not paid in time is free again. Once paid, the order waits for
    the group: it goes to the shop when all have paid, or the money comes back.

    Raises:
        GroupNotFound: no group has this code.
        GroupFull, GroupOver, InTheGroup, OwnGroup: she can't sit down in it.
        SoldOut, NotOnSale, SellingSuspended, and the catalogue's refusals: the shop can't serve it.
        CardNotFound, CardOver, CardElsewhere: the card that it begins with does not pay this.
        InsufficientFunds, PaymentFailed, UnknownMethod: the money can't be had.
    """
    if by.party_id is None:
        raise Unauthenticated
    with once(key, verb="joining.join", by=by, body={"code": code, "method": method}, at=at) as turn:
        if turn.earlier:
            return order_for_buyer(by, UUID(turn.earlier["order"]))
        order = _sit_down(group_by_code(code), by.party_id, method, by=by, at=at)
        turn.remember(order=order.pk)
        return order


@inner
def _sit_down(group: Group, party_id: UUID, method: str, *, by: Actor, at: datetime) -> Order:
    """Group, shelf, card, accounts: in the order in which everybody takes them."""
    order_id = uuid7()
    take_seat(group=group, order_id=order_id, by=by, at=at)
    shop = serving_shops([group.shop_id])[group.shop_id]
    shelf_minor, make_minutes = Sku.objects.values_list("price_minor", "make_minutes").get(pk=group.sku_id)
    draft = Draft(
        shop=shop,
        channel=Order.Channel.PICKUP,
        wanted=(Wanted(group.sku_id, Decimal(1), shelf_minor, make_minutes=make_minutes),),
        deal=deal_of(group.pk, shelf_minor=shelf_minor, price_minor=group.price_minor),
        group_id=group.pk,
        order_id=order_id,
    )
    order = place_order(draft=draft, buyer_id=party_id, errand_id=uuid7(), at=at)
    payee = Payee("order", order.pk, pending_of(shop.party_id), order.total_minor)
    tender = begin_with(way=method, payer_id=party_id, due=[Due(order.pk, shop.party_id, order.total_minor)], by=by, at=at)
    create_payment(
        payer_id=party_id,
        method=tender.method,
        beside=tender.beside,
        payees=[payee],
        pay_until=order.pay_until,
        device=by.device,
        by=by,
        at=at,
    )
    return Order.objects.select_related("shop").get(pk=order.pk)
