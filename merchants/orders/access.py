"""Orders, fetched for whoever asks; absent and forbidden are the same."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from ecosystem.kernel.actor import Actor
from merchants.shops.public import KEEPERS, shops_where

from .errors import OrderMoved, OrderNotFound
from .models import Order, ScalePhoto


def order_for_shop(actor: Actor, order_id: UUID, *, roles: Collection[str] = KEEPERS, lock: bool = False) -> Order:
    """An order of a shop where the actor holds one of the roles."""
    return _one(Order.objects.filter(pk=order_id, shop__in=shops_where(actor, roles)), lock)


def order_for_buyer(actor: Actor, order_id: UUID, *, lock: bool = False) -> Order:
    """An order that the actor made."""
    return _one(Order.objects.filter(pk=order_id, buyer=actor.party_id, buyer__isnull=False), lock)


def order_for_either(actor: Actor, order_id: UUID, *, lock: bool = False) -> Order:
    mine = Q(buyer=actor.party_id, buyer__isnull=False) | Q(shop__in=shops_where(actor, KEEPERS))
    return _one(Order.objects.filter(mine, pk=order_id), lock)


def scale_photo_for(actor: Actor, photo_id: UUID) -> ScalePhoto:
    """A picture of the scale, for the order's buyer and who keeps its shop. Raises ``OrderNotFound``."""
    photo = ScalePhoto.objects.filter(pk=photo_id).first()
    if photo is None:
        raise OrderNotFound
    order_for_either(actor, photo.order_id)
    return photo


def order_waiting(actor: Actor, order_id: UUID) -> Order:
    """An order that waits for the actor's money, or did: her own, or a counter sale of nobody yet."""
    return _one(_payable_by(actor).filter(pk=order_id), lock=False)


def order_to_pay(actor: Actor, order_id: UUID, *, at: datetime) -> Order:
    """The same, locked, and still waiting.

    Raises:
        OrderNotFound: it is somebody else's, or there is none.
        OrderMoved: it was paid or closed, or its time is over.
    """
    order = _one(_payable_by(actor).filter(pk=order_id), lock=True)
    if order.status != Order.Status.PENDING_PAYMENT or order.pay_until <= at:
        raise OrderMoved(status=str(Order.Status(order.status).label))
    return order


def _payable_by(actor: Actor) -> QuerySet[Order]:
    if not actor.is_signed_in:
        return Order.objects.none()
    return Order.objects.filter(Q(buyer=actor.party_id) | Q(buyer=None, channel=Order.Channel.CODE))


def _one(rows: QuerySet[Order], lock: bool) -> Order:
    if lock:
        rows = rows.select_for_update(of=("self",))
    order = rows.select_related("shop").first()
    if order is None:
        raise OrderNotFound
    return order
