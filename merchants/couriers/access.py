"""Couriers' errands, for an actor: absent and forbidden are the same. Locked in the house's order: order, delivery, errand."""

from __future__ import annotations

from uuid import UUID

from ecosystem.kernel.actor import Actor
from merchants.delivery.public import Delivery
from merchants.orders.public import Order
from merchants.shops.public import KEEPERS, shops_where

from .errors import CourierNotFound
from .models import Dispatch


def dispatch_for_shop(actor: Actor, dispatch_id: UUID, *, lock: bool = False) -> Dispatch:
    """An errand for a shop that the actor keeps."""
    if not Dispatch.objects.filter(pk=dispatch_id, shop__in=shops_where(actor, KEEPERS)).exists():
        raise CourierNotFound
    return held(dispatch_id) if lock else Dispatch.objects.select_related("delivery__order").get(pk=dispatch_id)


def held(dispatch_id: UUID) -> Dispatch:
    """An errand with its order and delivery, all of them locked; for who has seen to whose it is. Raises ``CourierNotFound``."""
    found = Dispatch.objects.select_related("delivery").filter(pk=dispatch_id).first()
    if found is None:
        raise CourierNotFound
    order = Order.objects.select_for_update(of=("self",)).select_related("shop").get(pk=found.delivery.order_id)
    delivery = Delivery.objects.select_for_update(no_key=True).get(pk=found.delivery_id)
    found = Dispatch.objects.select_for_update(no_key=True).get(pk=dispatch_id)
    delivery.order = order
    found.delivery = delivery
    return found
