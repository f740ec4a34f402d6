"""Points and parcels for screens and endpoints."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from ecosystem.places.public import distance, metres
from merchants.shops.public import Shop

from . import rules
from .actions import Way
from .errors import NotToThatPoint
from .models import Bringing, Parcel, Point


@dataclass(frozen=True, slots=True)
class NearPoint:
    """A point, how far it is from a shop as the crow flies, and what the shop asks for bringing an order there, if it does."""

    point: Point
    metres: int
    bringing: Bringing | None

    @property
    def away(self) -> str:
        return distance(self.metres)


def ways_with_all(shop_ids: Collection[UUID], *, most: int = 12) -> list[Way]:
    """Points to which all of some shops bring things and that have room for a parcel of each: the cheapest first; two statements."""
    wanted = set(shop_ids)
    if not wanted:
        return []
    served = Point.objects.filter(is_open=True, capacity__gte=F("taken") + len(wanted))
    served = served.annotate(there=Count("bringings", filter=Q(bringings__shop__in=wanted))).filter(there=len(wanted))
    points = list(served.select_related("shop").order_by("fee_minor", "pk")[:most])
    fees: dict[UUID, dict[UUID, int]] = {}
    for one in Bringing.objects.filter(point__in=points, shop__in=wanted) if points else ():
        fees.setdefault(one.point_id, {})[one.shop_id] = one.fee_minor
    return [Way(point, fees[point.pk]) for point in points]


def way_to(point: Point, shop_ids: Collection[UUID]) -> Way:
    """How some shops bring things to a point. Raises ``NotToThatPoint`` where one of them does not."""
    fees = dict(Bringing.objects.filter(point=point, shop__in=shop_ids).values_list("shop_id", "fee_minor"))
    if set(fees) != set(shop_ids):
        raise NotToThatPoint
    return Way(point, fees)


def point_of(shop_id: UUID) -> Point | None:
    return Point.objects.select_related("shop").filter(shop=shop_id).first()


def points_near(shop: Shop, *, most: int = 20) -> list[NearPoint]:
    """Points of others near a shop, and those to which it brings things wherever they are: the nearest first; two statements."""
    mine = {one.point_id: one for one in Bringing.objects.filter(shop=shop)}
    points = Point.objects.filter(Q(is_open=True) | Q(pk__in=mine)).exclude(shop__party=shop.party_id).select_related("shop")
    found = [NearPoint(one, metres(shop.lat, shop.lng, one.shop.lat, one.shop.lng), mine.get(one.pk)) for one in points]
    return sorted((one for one in found if one.bringing or one.metres <= rules.NEAR_M), key=lambda one: one.metres)[:most]


def parcels_at(point: Point, *, most: int = rules.MOST_PARCELS) -> QuerySet[Parcel]:
    """What lies at a point or is promised to it, what was first promised on top."""
    return Parcel.objects.filter(point=point, status__in=rules.THERE).select_related("shop").order_by("booked_at", "pk")[:most]


def to_fetch(shop_id: UUID) -> QuerySet[Parcel]:
    """What a shop has to fetch from points, because nobody collected it."""
    return Parcel.objects.filter(shop=shop_id, status=Parcel.Status.OVERDUE).select_related("point__shop").order_by("overdue_at", "pk")


def parcel_of(order_id: UUID) -> Parcel | None:
    """The parcel that an order is."""
    return Parcel.objects.select_related("point__shop", "shop").filter(order_id=order_id).first()


def overdue_orders(*, at: datetime, most: int = 100) -> list[UUID]:
    """Orders whose parcels lie too long."""
    late = Parcel.objects.filter(status=Parcel.Status.DROPPED, keep_until__lte=at)
    return list(late.order_by("keep_until", "pk").values_list("order_id", flat=True)[:most])
