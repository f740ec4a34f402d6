"""What the buyer says of her door."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import nudge
from merchants.orders.public import Order

from .. import access
from ..models import DoorLeave


@entry
def let_leave(*, order_id: UUID, by: Actor, at: datetime) -> DoorLeave:
    """The buyer lets the rider leave it at her door. Saying it twice is saying it once. Raises ``OrderNotFound`` or ``NotToBeBrought``."""
    order = access.order_at_her_door(by, order_id)
    said, new = DoorLeave.objects.get_or_create(order=order, defaults={"said_at": at})
    if new:
        _told(order, "delivery.let_leave", by=by, at=at)
    return said


@entry
def let_ring(*, order_id: UUID, by: Actor, at: datetime) -> None:
    """The buyer wants it handed to her after all. Raises ``OrderNotFound`` or ``NotToBeBrought``."""
    order = access.order_at_her_door(by, order_id)
    if DoorLeave.objects.filter(order=order).delete()[0]:
        _told(order, "delivery.let_ring", by=by, at=at)


def _told(order: Order, act: str, *, by: Actor, at: datetime) -> None:
    record(act, target=f"order/{order.pk}", by=by, at=at, about=order.shop_id)
    # Who rides hears it by the shop's page of deliveries, which looks again by itself.
    nudge([order.shop.party_id], "orders")
