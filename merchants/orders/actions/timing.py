"""What happens to an order when nobody does anything. One order a transaction: what stands in one's way stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from ecosystem.kernel.actor import platform
from ecosystem.kernel.errors import DomainError
from ecosystem.kernel.verbs import entry
from ecosystem.notices.public import CALL, SMS, alarm, notify, nudge
from merchants.shops.public import Shop, pause_for_misses

from .. import queries, rules
from ..models import Order
from .cancelling import cancel
from .completing import complete_and_tell

log = logging.getLogger(__name__)
CLOCK = platform("orders.clock")


def time_out_orders(*, at: datetime, most: int = 100) -> int:
    """Give back the money of orders that the shop did not answer in time, and let a shop rest that misses too many; how many ended."""
    late = _late(at)
    ended, shops = 0, set()
    for order_id, shop_id in late.order_by("accept_by").values_list("pk", "shop_id")[:most]:
        if _each(_time_out, order_id, at):
            ended += 1
            shops.add(shop_id)
    # Those of a run that broke off are looked at as well.
    for shop_id in sorted(shops | queries.shops_that_missed(at)):
        pause_if_missed(shop_id=shop_id, at=at)
    return ended


@entry
def _time_out(*, order_id: UUID, at: datetime) -> bool:
    order = _held(_late(at).filter(pk=order_id))
    if order is None:
        return False
    cancel(order, ("paid",), rules.NOT_ACCEPTED, by=CLOCK, at=at)
    notify(order.shop.party_id, "order_missed", f"order/{order.pk}/missed", {"number": order.number}, at=at)
    return True


@entry
def pause_if_missed(*, shop_id: UUID, at: datetime) -> bool:
    """Let a shop rest whose last orders all ran out of time, as many as it allows itself; each miss counts for one pause."""
    shop = Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
    if shop.is_paused(at) or queries.missed_in_a_row(shop, at=at) < shop.misses_allowed:
        return False
    pause_for_misses(shop=shop, at=at)
    return True


@entry
def escalate_waiting(*, at: datetime, most: int = 200) -> int:
    """Ring again for orders that wait; tell again, then send a text message, and ring up whose
    shop wants that, as their time runs out. Each message once; how many wait.
    """
    waiting = Order.objects.filter(status="paid", accept_by__gt=at).select_related("shop").order_by("accept_by")
    ringing = [order for order in waiting[:most] if rules.part_of_time(_waits_since(order), order.accept_by, at) >= rules.TELL_AGAIN_AFTER]
    for order in ringing:
        values = {"number": order.number}
        notify(order.shop.party_id, "order_waits", f"order/{order.pk}/waits", values, at=at)
        if rules.part_of_time(_waits_since(order), order.accept_by, at) >= rules.TEXT_AFTER:
            ways, until = (SMS, CALL) if order.shop.rings_up else (SMS,), order.accept_by or at
            alarm(queries.keepers_of(order.shop), "order_waits", f"order/{order.pk}/waits", values, ways=ways, until=until, at=at)
    nudge({order.shop.party_id for order in ringing}, "orders")
    return len(ringing)


def cancel_unanswered(*, at: datetime, most: int = 100) -> int:
    """Let go of orders whose buyers asked and heard nothing in time; how many."""
    due = Order.objects.filter(cancel_by__lte=at).order_by("cancel_by").values_list("pk", flat=True)
    return _count(_cancel_unanswered, due[:most], at)


@entry
def _cancel_unanswered(*, order_id: UUID, at: datetime) -> bool:
    order = _held(Order.objects.filter(pk=order_id, cancel_by__lte=at))
    if order is None:
        return False
    cancel(order, rules.BUYER_MAY_ASK, rules.ASKED_FOR, by=CLOCK, at=at)
    return True


def complete_arrived(*, at: datetime, most: int = 100) -> int:
    """Complete deliveries that left long ago and about which nobody said anything; how many."""
    return _count(_complete, _arrived(at).order_by("sent_at").values_list("pk", flat=True)[:most], at)


@entry
def _complete(*, order_id: UUID, at: datetime) -> bool:
    order = _held(_arrived(at).filter(pk=order_id))
    if order is None:
        return False
    complete_and_tell(order=order, by=CLOCK, at=at)
    return True


def _waits_since(order: Order) -> datetime | None:
    """Since when the shop could answer: what was paid long ago in a group came to it only when that had filled."""
    if order.group_id is None or order.accept_by is None:
        return order.paid_at
    return order.accept_by - timedelta(minutes=order.shop.accept_minutes)


def _late(at: datetime) -> QuerySet[Order]:
    return Order.objects.filter(status="paid", accept_by__lte=at)


def _arrived(at: datetime) -> QuerySet[Order]:
    # What goes to a pickup point is collected there, or comes back.
    goods = Q(shop__category__in=rules.GOODS)
    food_sent, goods_sent = at - rules.FOOD_ARRIVES_WITHIN, at - rules.GOODS_ARRIVE_WITHIN
    return Order.objects.filter(Q(sent_at__lte=food_sent) & ~goods | Q(sent_at__lte=goods_sent), status="out_for_delivery", point=None)


def _held(orders: QuerySet[Order]) -> Order | None:
    """The order if it still stands as asked and nobody else is at it."""
    return orders.select_for_update(skip_locked=True, of=("self",)).select_related("shop").first()


def _count(act: Callable[..., bool], order_ids: Iterable[UUID], at: datetime) -> int:
    return sum(_each(act, order_id, at) for order_id in list(order_ids))


def _each(act: Callable[..., bool], order_id: UUID, at: datetime) -> bool:
    """One order; what refuses is left for the next run and for a person who reads the log."""
    try:
        return act(order_id=order_id, at=at)
    except DomainError as refusal:
        log.warning("order %s could not be ended by the clock: %s", order_id, refusal.code)
        return False
