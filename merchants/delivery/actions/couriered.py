"""What a courier does with an order, by what its firm says. The caller holds the order, and knows the firm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner
from ecosystem.notices.public import notify
from merchants.orders.public import Order, carry_off, complete_and_tell, right_code

from .. import rules
from ..errors import AlreadyTaken
from ..models import Delivery
from .moving import move, wake


@inner
def begin_with_courier(*, order: Order, courier: str, by: Actor, at: datetime) -> Delivery:
    """An order that nobody brings is given to a firm. Raises ``AlreadyTaken``."""
    if Delivery.objects.filter(order=order, status__in=rules.OPEN).exists():
        raise AlreadyTaken
    made = Delivery.objects.create(order=order, courier=courier, status=Delivery.Status.ASSIGNED, assigned_at=at)
    told = {"order": str(order.pk), "courier": courier}
    record("delivery.assigned", target=f"delivery/{made.pk}", by=by, at=at, after=told, about=order.shop_id)
    wake(made)
    return made


@inner
def go_on(*, delivery: Delivery, to: str, reason: str = "", code: str = "", by: Actor, at: datetime) -> bool:
    """Take a courier's delivery to where its firm says that it is, over what it did not tell; ``False`` where it is that far already.

    Handed over with the buyer's code the order is completed. Without it the firm's word stands on the delivery, and the order is
    completed when nobody has objected for a while, as everything that was sent out.

    Raises:
        OrderMoved: the order ended meanwhile.
    """
    if to in {"delivered", "failed"} and delivery.status in rules.BEFORE_PICKING_UP:
        go_on(delivery=delivery, to="picked_up", by=by, at=at)
    before = rules.COURIERS_BEFORE[to] if to != "delivered" else (*rules.COURIERS_BEFORE[to], "failed")
    if delivery.status not in before:
        return False
    also: dict[str, Any] = {}
    if to == "picked_up":
        if delivery.order.status != Order.Status.OUT_FOR_DELIVERY:
            carry_off(order=delivery.order, by=by, at=at)
        also = {"picked_up_at": delivery.picked_up_at or at}
    elif to == "failed":
        also = {"failed_for": reason if reason in rules.FAILURES else "other", "failures": min(delivery.failures + 1, rules.MOST_FAILURES)}
    elif to == "delivered":
        right = right_code(delivery.order_id, code, at=at)
        also = {"proof": rules.CODE if right else rules.COURIER}
        if right:
            complete_and_tell(order=delivery.order, by=by, at=at)
    move(delivery, to, before=before, reason=reason, by=by, at=at, **also)
    _tell(delivery, to, at)
    return True


@inner
def take_from_courier(*, delivery: Delivery, to: str, by: Actor, at: datetime) -> None:
    """It does not come (``declined``), or the shop called it back (``withdrawn``): the order is free for a rider. Raises ``DeliveryMoved``."""
    move(delivery, to, before=rules.COURIERS_BEFORE[to], by=by, at=at)


def _tell(delivery: Delivery, to: str, at: datetime) -> None:
    order = delivery.order
    kind = {"failed": "delivery_failed", "delivered": "courier_delivered" if delivery.proof == rules.COURIER else ""}.get(to, "")
    for party in filter(None, (order.buyer_id, order.shop.party_id)) if kind else ():
        notify(party, kind, f"{kind}/{delivery.pk}/{delivery.failures}", {"number": order.number}, at=at)
