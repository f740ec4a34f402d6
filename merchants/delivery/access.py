"""Deliveries, for an actor: absent and forbidden are the same."""

from __future__ import annotations

from uuid import UUID

from ecosystem.kernel.actor import Actor
from merchants.orders.public import Order, order_for_buyer, order_for_shop
from merchants.shops.public import KEEPERS, RIDERS, shops_where

from .errors import DeliveryNotFound, NotToBeBrought
from .models import Delivery, Photo
from .rules import BUYER_MAY_SAY, TO_BRING


def delivery_for_rider(actor: Actor, delivery_id: UUID, *, lock: bool = False) -> Delivery:
    """A delivery that was given to the actor, who still rides for the shop; locked after its order."""
    return _one(actor, delivery_id, lock=lock, own=True)


def delivery_for_shop(actor: Actor, delivery_id: UUID, *, lock: bool = False) -> Delivery:
    """A delivery of a shop that the actor keeps; locked after its order."""
    return _one(actor, delivery_id, lock=lock, own=False)


def order_to_bring(actor: Actor, order_id: UUID, *, riding: bool, lock: bool = True) -> Order:
    """An order that waits to be brought, locked unless it is only looked at; for those who ride for the shop, or for its keepers.

    Raises:
        OrderNotFound: there is none, or none of the actor's shop.
        NotToBeBrought: it is picked up by its buyer, or is not in work.
    """
    order = order_for_shop(actor, order_id, roles=RIDERS if riding else KEEPERS, lock=lock)
    if order.channel != Order.Channel.DELIVERY or order.status not in TO_BRING:
        raise NotToBeBrought(status=str(Order.Status(order.status).label))
    return order


def order_at_her_door(actor: Actor, order_id: UUID) -> Order:
    """An order of the actor's that is to be brought to her, locked.

    Raises:
        OrderNotFound: not an order of the actor's.
        NotToBeBrought: it is none that comes to a door of hers, or has ended.
    """
    order = order_for_buyer(actor, order_id, lock=True)
    if order.channel != Order.Channel.DELIVERY or order.round_id is not None or order.point_id is not None or order.status not in BUYER_MAY_SAY:
        raise NotToBeBrought(status=str(Order.Status(order.status).label))
    return order


def order_to_drop(actor: Actor, order_id: UUID) -> Order:
    """An order on its way to a pickup point, locked, for those who ride for its shop.

    Raises:
        OrderNotFound: there is none, or none of a shop that the actor rides for.
        NotToBeBrought: it goes to no point, or is not on its way.
    """
    order = order_for_shop(actor, order_id, roles=RIDERS, lock=True)
    if order.point_id is None or order.status != Order.Status.OUT_FOR_DELIVERY:
        raise NotToBeBrought(status=str(Order.Status(order.status).label))
    return order


def photo_for(actor: Actor, photo_id: UUID) -> Photo:
    """What a rider showed, for the buyer, the shop's keepers, and the rider while she rides for it."""
    photo = Photo.objects.select_related("delivery__order").filter(pk=photo_id).first()
    if photo is None:
        raise DeliveryNotFound
    delivery = photo.delivery
    if not (actor.party_id and delivery.order.buyer_id == actor.party_id):
        _one(actor, delivery.pk, lock=False, own=delivery.rider_id == actor.person_id)
    return photo


def _one(actor: Actor, delivery_id: UUID, *, lock: bool, own: bool) -> Delivery:
    shops = shops_where(actor, RIDERS if own else KEEPERS)
    found = Delivery.objects.filter(pk=delivery_id, order__shop__in=shops, **({"rider": actor.person_id, "courier": ""} if own else {}))
    delivery = found.select_related("order__shop", "order__point__shop", "rider__party").first()
    if delivery is None:
        raise DeliveryNotFound
    if lock:
        order = Order.objects.select_for_update(of=("self",)).select_related("shop").get(pk=delivery.order_id)
        delivery = Delivery.objects.select_for_update(no_key=True).get(pk=delivery_id)
        delivery.order = order
    return delivery
