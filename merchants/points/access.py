"""Points and parcels, for an actor: absent and forbidden are the same."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from ecosystem.kernel.actor import Actor
from merchants.shops.public import KEEPERS, shops_where

from .errors import ParcelNotFound, PointNotFound
from .models import Parcel, Point


def point_shown(point_id: UUID, *, lock: bool = False) -> Point:
    """Any point; what it says is for everybody."""
    return _one(Point.objects.filter(pk=point_id), lock=lock)


def point_at(shop_id: UUID, *, lock: bool = False) -> Point:
    """The point that a shop is; the caller has seen to whose shop it is."""
    return _one(Point.objects.filter(shop=shop_id), lock=lock)


def parcel_for_point(actor: Actor, order_id: UUID) -> Parcel:
    """A parcel at a point whose shop the actor keeps; the caller holds its order before it changes anything."""
    return _parcel(Parcel.objects.filter(order_id=order_id, point__shop__in=shops_where(actor, KEEPERS)))


def parcel_for_shop(actor: Actor, order_id: UUID) -> Parcel:
    """A parcel of a shop that the actor keeps; the caller holds its order before it changes anything."""
    return _parcel(Parcel.objects.filter(order_id=order_id, shop__in=shops_where(actor, KEEPERS)))


def _one(rows: QuerySet[Point], *, lock: bool) -> Point:
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).select_related("shop").first()
    if found is None:
        raise PointNotFound
    return found


def _parcel(rows: QuerySet[Parcel]) -> Parcel:
    found = rows.select_related("point__shop", "shop").first()
    if found is None:
        raise ParcelNotFound
    return found
