"""Where an order is and where it goes, for a small map of it and for whoever reads instead."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ecosystem.places.public import map_at, metres, shown
from merchants.orders.public import Order

BROUGHT, FETCHED = "delivery", "pickup"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the map: ``kind`` is shop, gate, point or door; ``lat`` and ``lng`` as the map that is configured draws it."""

    kind: str
    name: str
    lat: float
    lng: float


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The shop, and where it goes where that is elsewhere, so many ``metres`` from it; ``map`` is what the box is drawn from."""

    spots: tuple[Spot, ...]
    metres: int | None
    map: dict[str, Any]


def whereabouts_of(order: Order) -> Whereabouts | None:
    """Of an order that is under way; ``None`` where nobody goes anywhere any more, or nobody knows where."""
    if order.ended_at or order.completed_at or order.channel not in {BROUGHT, FETCHED}:
        return None
    shop = _spot("shop", order.shop.name, order.shop.lat, order.shop.lng)
    goal = _goal(order) if order.channel == BROUGHT else None
    if goal is None:
        return Whereabouts((shop,), None, map_at(order.shop.lat, order.shop.lng))
    kind, name, lat, lng = goal
    return Whereabouts((shop, _spot(kind, name, lat, lng)), metres(order.shop.lat, order.shop.lng, lat, lng), map_at(lat, lng))


def _goal(order: Order) -> tuple[str, str, Decimal, Decimal] | None:
    if order.point:
        return "point", order.point.told, order.point.shop.lat, order.point.shop.lng
    if order.round:
        return "gate", order.round.landmark.name, order.round.landmark.lat, order.round.landmark.lng
    return ("door", order.deliver_to, *order.place) if order.place else None


def _spot(kind: str, name: str, lat: Decimal, lng: Decimal) -> Spot:
    return Spot(kind, name, *shown(lat, lng))
