"""What the rider does until the goods are hers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import notify
from merchants.orders.public import Order, set_out

from .. import access
from ..models import Delivery
from .moving import move


@entry
def accept(*, delivery_id: UUID, by: Actor, at: datetime) -> Delivery:
    """The rider comes for it. Raises ``DeliveryNotFound`` or ``DeliveryMoved``."""
    return move(access.delivery_for_rider(by, delivery_id, lock=True), "accepted", by=by, at=at)


@entry
def decline(*, delivery_id: UUID, by: Actor, at: datetime) -> Delivery:
    """The rider can't: the order is free for another, and the shop hears it. Raises ``DeliveryNotFound`` or ``DeliveryMoved``."""
    delivery = move(access.delivery_for_rider(by, delivery_id, lock=True), "declined", by=by, at=at)
    values = {"number": delivery.order.number}
    notify(delivery.order.shop.party_id, "delivery_declined", f"delivery/{delivery.pk}/declined", values, at=at)
    return delivery


@entry
def arrive(*, delivery_id: UUID, by: Actor, at: datetime) -> Delivery:
    """The rider stands in the shop. Raises ``DeliveryNotFound`` or ``DeliveryMoved``."""
    return move(access.delivery_for_rider(by, delivery_id, lock=True), "at_store", by=by, at=at)


@entry
def pick_up(*, delivery_id: UUID, by: Actor, at: datetime) -> Delivery:
    """The goods are the rider's: the order is on its way, and the buyer hears it.

    Raises:
        DeliveryNotFound, DeliveryMoved: not hers, or not to be picked up any more.
        OrderMoved: the order is not ready, or was cancelled.
    """
    delivery = access.delivery_for_rider(by, delivery_id, lock=True)
    # The shop may have pressed its own button first.
    if delivery.order.status != Order.Status.OUT_FOR_DELIVERY:
        set_out(order=delivery.order, by=by, at=at)
    return move(delivery, "picked_up", by=by, at=at)
