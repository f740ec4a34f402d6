"""Undoing an order before the goods are handed over: goods back, money back, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from ecosystem.feed.public import Publication, publish_all
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, nudge
from ecosystem.once.public import once
from ecosystem.payments.public import Refund, create_refund, let_go_of_beside, let_go_of_open, lock_payment, shares_under_way
from merchants.catalog.public import mark_sold_out
from merchants.groups.public import leave_seats
from merchants.points.public import leave_places
from merchants.promotions.public import let_go_of_budgets, let_go_of_deals
from merchants.rounds.public import leave_round_seats
from merchants.shops.public import release_slots
from merchants.stock.public import release

from .. import access, rules
from ..errors import HandedOver, NotOfTheOrder
from ..facts import OrderCancelled
from ..models import Order
from .moving import move
from .paying import refunded_publication

# What the buyer is told where it is not simply that the order was cancelled.
TOLD = {
    rules.NOT_ACCEPTED: "order_timed_out",
    rules.NOT_FILLED: "group_not_filled",
    rules.ROUND_OFF: "round_called_off",
    rules.NOT_COLLECTED: "parcel_not_collected",
}


@dataclass(frozen=True, slots=True)
class Gone:
    """Articles of an order that are sold out until a moment."""

    sku_ids: tuple[UUID, ...]
    until: datetime

    @property
    def told(self) -> dict[str, object]:
        return {"gone": sorted(str(sku_id) for sku_id in self.sku_ids), "until": self.until.isoformat()}


@entry
def reject_order(*, order_id: UUID, reason: str, gone: Gone | None = None, key: str, by: Actor, at: datetime) -> Order:
    """The shop can't serve it: the buyer gets everything back, once a key. ``gone`` takes articles of it off the shelf in the same breath.

    Raises:
        OrderNotFound: not an order of the actor's shop.
        HandedOver: the goods are gone already.
        OrderMoved: somebody else ended it first.
        NotOfTheOrder: an article that is gone is none of the order's.
    """
    body = {"order": order_id, "reason": reason, **(gone.told if gone else {})}
    with once(key, verb="orders.reject", by=by, body=body, at=at) as turn:
        if turn.earlier:
            return access.order_for_shop(by, order_id)
        turn.remember(order=order_id)
        order = access.order_for_shop(by, order_id, lock=True)
        if gone:
            _require_of(order, gone)
            mark_sold_out(shop_id=order.shop_id, sku_ids=gone.sku_ids, until=gone.until, by=by, at=at)
        return cancel(order, rules.BEFORE["cancelled"], reason, by=by, at=at)


@entry
def cancel_order(*, order_id: UUID, key: str, by: Actor, at: datetime) -> Order:
    """The buyer changes her mind before the shop has accepted; what she has not paid is let go of. Raises as ``reject_order``.

    Where an acquirer is still asked for its money it is told to close that; should money come after all, it goes back.
    """
    with once(key, verb="orders.cancel", by=by, body={"order": order_id}, at=at) as turn:
        if turn.earlier:
            return access.order_for_buyer(by, order_id)
        turn.remember(order=order_id)
        order = access.order_for_buyer(by, order_id, lock=True)
        if order.status != Order.Status.PENDING_PAYMENT:
            return cancel(order, rules.BUYER_MAY_CANCEL, rules.BUYER, by=by, at=at)
        let_go_of_open(document_ids=[order.pk], at=at)
        _close([order], rules.BUYER, by=by, at=at)
        nudge([order.buyer_id] if order.buyer_id else [], "orders")
        return order


@entry
def close_unpaid(*, at: datetime, most: int = 100) -> int:
    """Let go of orders that nobody paid in time; returns how many. Safe to run by several workers.

    One that an acquirer still owes an answer for waits a little longer: the acquirer is asked to close it first. What comes
    after that goes back.
    """
    late = Order.objects.select_for_update(skip_locked=True, of=("self",)).filter(status=Order.Status.PENDING_PAYMENT, pay_until__lt=at)
    under_way = shares_under_way().filter(document_id=OuterRef("pk"))
    late = late.filter(Q(pay_until__lt=at - rules.ACQUIRER_ANSWERS_WITHIN) | ~Exists(under_way))
    closed = list(late.select_related("shop").order_by("pay_until")[:most])
    _close(closed, "not_paid", by=platform("orders.close_unpaid"), at=at)
    return len(closed)


@inner
def _close(orders: Sequence[Order], reason: str, *, by: Actor, at: datetime) -> None:
    """Unpaid orders whose rows the caller holds end: what they held, and what was set aside to pay them, is free again."""
    for order in orders:
        move(order, "closed", reason=reason, by=by, at=at)
    _let_go(orders, at=at)
    let_go_of_beside(document_ids=[order.pk for order in orders], at=at)
    nudge({order.shop.party_id for order in orders}, "orders")


@inner
def _let_go(orders: Sequence[Order], *, at: datetime) -> None:
    """What the orders held of promotions, groups, rounds, points, slots, shelves and budgets.

    Each kind in one statement: order by order they would be locked in an order of their own.
    """
    discounted = [order.pk for order in orders if order.discount_minor]
    if discounted:
        let_go_of_deals(order_ids=discounted, at=at)
    seated = [order.pk for order in orders if order.group_id]
    if seated:
        leave_seats(order_ids=seated, at=at)
    riding = [order.pk for order in orders if order.round_id]
    if riding:
        leave_round_seats(order_ids=riding, at=at)
    going = [order.pk for order in orders if order.point_id]
    if going:
        leave_places(order_ids=going, at=at)
    slotted = [order.pk for order in orders if order.slot_from]
    if slotted:
        release_slots(order_ids=slotted)
    release(order_ids=[order.pk for order in orders])
    if discounted:
        let_go_of_budgets(order_ids=discounted, at=at)


def _require_of(order: Order, gone: Gone) -> None:
    if not gone.sku_ids or not set(gone.sku_ids) <= set(order.lines.values_list("sku_id", flat=True)):
        raise NotOfTheOrder


@inner
def cancel(order: Order, before: tuple[str, ...], reason: str, *, by: Actor, at: datetime) -> Order:
    """End a paid order whose row the caller holds: promotions, goods and money go back, once.

    Raises:
        HandedOver, OrderMoved: it does not stand in one of ``before``.
    """
    if order.status in {Order.Status.OUT_FOR_DELIVERY, Order.Status.COMPLETED}:
        raise HandedOver
    move(order, "cancelled", before=before, reason=reason, by=by, at=at)
    if order.buyer_id is None or order.payment_id is None:
        raise LookupError("a paid order has a buyer and a payment")
    payment = lock_payment(order.payment_id)
    _let_go([order], at=at)
    refund = create_refund(
        payment_id=order.payment_id,
        document_id=order.pk,
        amount_minor=order.net_total_minor,
        reason=reason,
        key=f"cancel/{order.pk}",
        by=by,
        at=at,
    )
    about, back = order.shop.party_id, refund.status == Refund.Status.SUCCEEDED
    told = [Publication(fact=OrderCancelled(order=str(order.pk), reason=reason), about=about, key=f"order/{order.pk}/cancelled", at=at)]
    if back:
        told.append(refunded_publication(order, refund.pk, refund.amount_minor, refund.transfer_id, at))
    publish_all(told)
    kind = TOLD.get(reason, "order_cancelled")
    if not back:
        kind = "order_cancelled_money_comes"
    elif payment.payer_id != order.buyer_id:
        kind = "order_cancelled_paid_by_other"
    notify(order.buyer_id, kind, f"order/{order.pk}/cancelled", {"number": order.number}, at=at)
    nudge([order.buyer_id, about], "orders")
    return order


@inner
def give_up(*, order: Order, reason: str = rules.NOT_BROUGHT, by: Actor, at: datetime) -> Order:
    """A delivery that came back, or lay there too long, ends with everything given back; the caller holds its row. Raises ``OrderMoved``."""
    return cancel(order, (Order.Status.READY,), reason, by=by, at=at)
