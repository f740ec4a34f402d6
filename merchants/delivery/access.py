"""Deliveries, for an actor: absent and forbidden are the same."""

from __future__ import annotations

from uuid import UUID

from ecosystem.kernel.actor import Actor
from merchants.orders.public import Order, order_for_shop
from merchants.shops.public import KEEPERS, RIDERS, shops_where

from .errors import DeliveryNotFound, NotToBeBrought
from .models import Delivery
from .rules import TO_BRING


def delivery_for_rider(actor: Actor, delivery_id: UUID, *, lock: bool = False) -> Delivery:
    """A delivery that was given to the actor, who still rides for the shop; locked after its order."""
    return _one(actor, delivery_id, lock=lock, own=True)


def delivery_for_shop(actor: Actor, delivery_id: UUID, *, lock: bool = False) -> Delivery:
    """A delivery of a shop that the actor keeps; locked after its order."""
    return _one(actor, delivery_id, lock=lock, own=False)


def order_to_bring(actor: Actor, order_id: UUID, *, riding: bool) -> Order:
    """An order that waits to be brought, locked; for those who ride for the shop, or for its keepers.

    Raises:
        OrderNotFound: there is none, or none of the actor's shop.
        NotToBeBrought: it is picked up by its buyer, or is not in work.
    """
    order = order_for_shop(actor, order_id, roles=RIDERS if riding else KEEPERS, lock=True)
    if order.channel != Order.Channel.DELIVERY or order.status not in TO_BRING:
        raise NotToBeBrought(status=str(Order.Status(order.status).label))
    return order


def _one(actor: Actor, delivery_id: UUID, *, lock: bool, own: bool) -> Delivery:
    shops = shops_where(actor, RIDERS if own else KEEPERS)
    found = Delivery.objects.filter(pk=delivery_id, order__shop__in=shops, **({"rider": actor.person_id} if own else {}))
    delivery = found.select_related("order__shop", "rider__party").first()
    if delivery is None:
        raise DeliveryNotFound
    if lock:
        order = Order.objects.select_for_update(of=("self",)).select_related("shop").get(pk=delivery.order_id)
        delivery = Delivery.objects.select_for_update(no_key=True).get(pk=delivery_id)
        delivery.order = order
    return delivery
