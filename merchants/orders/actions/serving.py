"""What the shop does with an order, button by button."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, nudge
from ecosystem.once.public import once

from .. import access
from ..errors import OrderMoved
from ..models import Order
from .completing import complete_and_tell
from .moving import move


@entry
def accept_order(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """The shop takes it on, and promises when it is ready. Raises ``OrderNotFound``, or ``OrderMoved`` when it no longer waits for acceptance."""
    order = access.order_for_shop(by, order_id, lock=True)
    return _told(move(order, "accepted", also={"promised_at": order.slot_from or order.shop.ready_about(at)}, by=by, at=at), at)


@entry
def mark_ready(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """It stands ready to be fetched or sent out; what goes to a table is served at once instead.

    Raises:
        OrderNotFound: no such order of a shop that the actor keeps.
        OrderMoved: it is not being prepared, or is for a table.
    """
    order = access.order_for_shop(by, order_id, lock=True)
    if order.channel == Order.Channel.DINE_IN:
        raise OrderMoved(status=str(Order.Status(order.status).label))
    return _told(move(order, "ready", by=by, at=at), at)


@entry
def send_out(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """Only a delivery is sent out. Raises ``OrderNotFound`` or ``OrderMoved``."""
    order = access.order_for_shop(by, order_id, lock=True)
    if order.channel != Order.Channel.DELIVERY:
        raise OrderMoved(status=str(Order.Status(order.status).label))
    return set_out(order=order, by=by, at=at)


@inner
def set_out(*, order: Order, by: Actor, at: datetime) -> Order:
    """A delivery whose row the caller holds leaves the shop. Raises ``OrderMoved``."""
    return _told(move(order, "out_for_delivery", by=by, at=at), at)


@inner
def carry_off(*, order: Order, by: Actor, at: datetime) -> Order:
    """Somebody has fetched a delivery whose row the caller holds; that nobody said that it was ready is no matter. Raises ``OrderMoved``."""
    if order.status == Order.Status.ACCEPTED:
        move(order, "ready", by=by, at=at)
    return set_out(order=order, by=by, at=at)


@inner
def put_back(*, order: Order, by: Actor, at: datetime) -> Order:
    """A delivery that nobody took stands ready in the shop again; the caller holds its row and tells whom it concerns. Raises ``OrderMoved``."""
    return move(order, "ready", before=(Order.Status.OUT_FOR_DELIVERY,), by=by, at=at)


@entry
def hand_over(*, order_id: UUID, key: str, by: Actor, at: datetime) -> Order:
    """The buyer has the goods: complete and settle, once a key. Raises ``OrderNotFound`` or ``OrderMoved``."""
    with once(key, verb="orders.hand_over", by=by, body={"order": order_id}, at=at) as turn:
        if turn.earlier:
            return access.order_for_shop(by, order_id)
        order = access.order_for_shop(by, order_id, lock=True)
        turn.remember(order=order_id)
        return complete_and_tell(order=order, by=by, at=at)


def _told(order: Order, at: datetime) -> Order:
    if order.buyer_id:
        notify(order.buyer_id, f"order_{order.status}", f"order/{order.pk}/{order.status}", {"number": order.number}, at=at)
        nudge([order.buyer_id, order.shop.party_id], "orders")
    return order
