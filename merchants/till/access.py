"""Drawers, shifts and sales of a shop, for whoever asks; absent and forbidden are the same."""

from __future__ import annotations

from collections import abc
from uuid import UUID

from django.db import connection

from ecosystem.kernel.actor import Actor
from merchants.orders.public import Order
from merchants.shops.public import KEEPERS, SELLERS, shops_where

from .errors import CollectionNotFound, DrawerNotFound, NoOpenShift, SaleNotFound, ShiftNotFound, TodoNotFound
from .models import Collection, Drawer, Sale, Shift, Todo

# A share lock: sales of one drawer don't wait for each other, closing it waits for them and they for it.
HOLD_OPEN = """
SELECT s.id FROM till_shift s JOIN till_drawer d ON d.id = s.drawer_id
WHERE s.status = 'open' AND d.shop_id = %s AND (%s::uuid IS NULL OR d.id = %s::uuid) ORDER BY d.name, s.id LIMIT 1 FOR SHARE OF s
"""


def shift_for(actor: Actor, shift_id: UUID, roles: abc.Collection[str] = SELLERS, *, lock: bool = False) -> Shift:
    shifts = Shift.objects.filter(pk=shift_id, drawer__shop__in=shops_where(actor, roles))
    shift = (shifts.select_for_update(of=("self",)) if lock else shifts).select_related("drawer__shop").first()
    if shift is None:
        raise ShiftNotFound
    return shift


def drawer_for(actor: Actor, drawer_id: UUID) -> Drawer:
    drawer = Drawer.objects.filter(pk=drawer_id, shop__in=shops_where(actor, SELLERS)).select_related("shop").first()
    if drawer is None:
        raise DrawerNotFound
    return drawer


def open_shift_of(shop_id: UUID, drawer_id: UUID | None) -> UUID:
    """The open shift of a drawer, or of the shop's first that has one, held open until the transaction ends.

    Raises:
        NoOpenShift: there is none, or it was counted a moment ago.
    """
    shift_id = shift_held_open(shop_id, drawer_id)
    if shift_id is None:
        raise NoOpenShift
    return shift_id


def shift_held_open(shop_id: UUID, drawer_id: UUID | None) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute(HOLD_OPEN, [shop_id, drawer_id, drawer_id])
        row = cursor.fetchone()
    return UUID(str(row[0])) if row else None


def sale_for(actor: Actor, order_id: UUID, roles: abc.Collection[str] = SELLERS) -> Sale:
    sale = Sale.objects.filter(pk=order_id, shop__in=shops_where(actor, roles)).select_related("order__shop", "shop", "customer").first()
    if sale is None:
        raise SaleNotFound
    return sale


def todo_for(actor: Actor, todo_id: UUID) -> Todo:
    """Locked: two people decide one after the other."""
    todo = Todo.objects.select_for_update(of=("self",)).filter(pk=todo_id, shop__in=shops_where(actor, KEEPERS)).select_related("shop").first()
    if todo is None:
        raise TodoNotFound
    return todo


def collection_for(actor: Actor, collection_id: UUID) -> Collection:
    one = Collection.objects.filter(pk=collection_id, shop__in=shops_where(actor, SELLERS)).select_related("shop").first()
    if one is None:
        raise CollectionNotFound
    return one


def collection_of_nobody(collection_id: UUID) -> Collection:
    """For the platform's own work."""
    one = Collection.objects.filter(pk=collection_id).select_related("shop").first()
    if one is None:
        raise CollectionNotFound
    return one


def waiting_sale(collection: Collection, order_id: UUID) -> Order | None:
    """A sale of the collection's shop and amount that waits to be scanned, held; ``None`` once it does no longer.

    Raises:
        CollectionNotFound: it never was such a sale.
    """
    order = Order.objects.select_for_update(of=("self",)).filter(pk=order_id, shop=collection.shop_id).select_related("shop").first()
    if order is None or order.channel != Order.Channel.CODE or order.total_minor != collection.amount_minor:
        raise CollectionNotFound
    return order if order.status == Order.Status.PENDING_PAYMENT else None
