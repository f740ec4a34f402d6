"""Undoing an order before the goods are handed over: goods back, money back, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from ecosystem.feed.public import Publication, publish_all
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.verbs import entry, inner
from ecosystem.notices.public import notify, nudge
from ecosystem.once.public import once
from ecosystem.payments.public import Refund, create_refund, lock_payment, shares_under_way
from merchants.promotions.public import let_go_of_budgets, let_go_of_deals
from merchants.stock.public import release

from .. import access, rules
from ..errors import HandedOver
from ..facts import OrderCancelled
from ..models import Order
from .moving import move
from .paying import refunded_publication


@entry
def reject_order(*, order_id: UUID, reason: str, key: str, by: Actor, at: datetime) -> Order:
    """The shop can't serve it: the buyer gets everything back, once a key.

    Raises:
        OrderNotFound: not an order of the actor's shop.
        HandedOver: the goods are gone already.
        OrderMoved: somebody else ended it first.
    """
    with once(key, verb="orders.reject", by=by, body={"order": order_id, "reason": reason}, at=at) as turn:
        if turn.earlier:
            return access.order_for_shop(by, order_id)
        turn.remember(order=order_id)
        return _cancel(access.order_for_shop(by, order_id, lock=True), rules.BEFORE["cancelled"], reason, by=by, at=at)


@entry
def cancel_order(*, order_id: UUID, key: str, by: Actor, at: datetime) -> Order:
    """The buyer changes her mind before the shop has accepted. Raises as ``reject_order``."""
    with once(key, verb="orders.cancel", by=by, body={"order": order_id}, at=at) as turn:
        if turn.earlier:
            return access.order_for_buyer(by, order_id)
        turn.remember(order=order_id)
        return _cancel(access.order_for_buyer(by, order_id, lock=True), rules.BUYER_MAY_CANCEL, "buyer", by=by, at=at)


@entry
def close_unpaid(*, at: datetime, most: int = 100) -> int:
    """Let go of orders that nobody paid in time; returns how many. Safe to run by several workers.

    One that an acquirer still owes an answer for waits a little longer: the acquirer is asked to close it first. What comes
    after that goes back.
    """
    late = Order.objects.select_for_update(skip_locked=True, of=("self",)).filter(status=Order.Status.PENDING_PAYMENT, pay_until__lt=at)
    under_way = shares_under_way().filter(document_id=OuterRef("pk"))
    late = late.filter(Q(pay_until__lt=at - rules.ANSWER_WITHIN) | ~Exists(under_way))
    closed = list(late.select_related("shop").order_by("pay_until")[:most])
    for order in closed:
        move(order, "closed", reason="not_paid", by=platform("orders.close_unpaid"), at=at)
    _let_go(closed, at=at)
    nudge({order.shop.party_id for order in closed}, "orders")
    return len(closed)


@inner
def _let_go(orders: Sequence[Order], *, at: datetime) -> None:
    """What the orders held of promotions, shelves and budgets.

    Each kind in one statement: order by order they would be locked in an order of their own.
    """
    discounted = [order.pk for order in orders if order.discount_minor]
    if discounted:
        let_go_of_deals(order_ids=discounted, at=at)
    release(order_ids=[order.pk for order in orders])
    if discounted:
        let_go_of_budgets(order_ids=discounted, at=at)


@inner
def _cancel(order: Order, before: tuple[str, ...], reason: str, *, by: Actor, at: datetime) -> Order:
    if order.status in {Order.Status.OUT_FOR_DELIVERY, Order.Status.COMPLETED}:
        raise HandedOver
    move(order, "cancelled", before=before, reason=reason, by=by, at=at)
    if order.buyer_id is None or order.payment_id is None:
        raise LookupError("a paid order has a buyer and a payment")
    lock_payment(order.payment_id)
    _let_go([order], at=at)
    refund = create_refund(
        payment_id=order.payment_id,
        document_id=order.pk,
        amount_minor=order.total_minor,
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
    kind = "order_cancelled" if back else "order_cancelled_money_comes"
    notify(order.buyer_id, kind, f"order/{order.pk}/cancelled", {"number": order.number}, at=at)
    nudge([order.buyer_id, about], "orders")
    return order
