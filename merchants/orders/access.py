"""Orders, fetched for whoever asks; absent and forbidden are the same."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from ecosystem.kernel.actor import Actor
from merchants.shops.public import KEEPERS, shops_where

from .errors import OrderMoved, OrderNotFound
from .models import Order


def order_for_shop(actor: Actor, order_id: UUID, *, lock: bool = False) -> Order:
    """An order of a shop that the actor keeps."""
    return _one(Order.objects.filter(pk=order_id, shop__in=shops_where(actor, KEEPERS)), lock)


def order_for_buyer(actor: Actor, order_id: UUID, *, lock: bool = False) -> Order:
    """An order that the actor made."""
    return _one(Order.objects.filter(pk=order_id, buyer=actor.party_id, buyer__isnull=False), lock)


def order_for_either(actor: Actor, order_id: UUID, *, lock: bool = False) -> Order:
    mine = Q(buyer=actor.party_id, buyer__isnull=False) | Q(shop__in=shops_where(actor, KEEPERS))
    return _one(Order.objects.filter(mine, pk=order_id), lock)


def order_to_pay(actor: Actor, order_id: UUID, *, at: datetime) -> Order:
    """An order that still waits for money: the actor's own, or a counter sale of nobody yet; locked.

    Raises:
        OrderNotFound: it is somebody else's, or there is none.
        OrderMoved: it was paid or closed, or its time is over.
    """
    if not actor.is_signed_in:
        raise OrderNotFound
    open_to_actor = Q(buyer=actor.party_id) | Q(buyer=None, channel=Order.Channel.CODE)
    order = _one(Order.objects.filter(open_to_actor, pk=order_id), lock=True)
    if order.status != Order.Status.PENDING_PAYMENT or order.pay_until <= at:
        raise OrderMoved(status=str(Order.Status(order.status).label))
    return order


def _one(rows: QuerySet[Order], lock: bool) -> Order:
    if lock:
        rows = rows.select_for_update(of=("self",))
    order = rows.select_related("shop").first()
    if order is None:
        raise OrderNotFound
    return order
