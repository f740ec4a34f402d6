"""Where a shop brings things, and what that costs: the first of its zones that holds the buyer's place. Pure and exact.

Places are WGS-84 in whole millionths of a degree, so that whether a point lies in an outline is a question of integers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.places.public import MOST_METRES, metres

from .errors import BadOutline, BadZone, TooManyZones
from .rules import DAY

MOST_ZONES = 12
LEAST_METRES = 50
FEWEST_CORNERS, MOST_CORNERS = 3, 60
LONGEST_NAME = 40
# ¥1,000 for bringing something is a slip of the finger.
MOST_FEE_MINOR = 100_000
MOST_GOODS_MINOR = 100_000_000

Point = tuple[int, int]
Degrees = float | Decimal


@dataclass(frozen=True, slots=True)
class Zone:
    """A circle of ``radius_m`` metres around the shop, or an ``outline`` of corners (latitude, longitude; edge included).

    Amounts are minor units. ``min_order_minor`` and ``free_above_minor`` look at the goods before discounts. The surcharge is
    asked from one minute of the day until another, town time, beyond 1440 after midnight; goods above ``free_above_minor`` don't
    pay the fee, but the surcharge.
    """

    name: str = ""
    radius_m: int | None = None
    outline: tuple[Point, ...] = ()
    fee_minor: int = 0
    min_order_minor: int = 0
    free_above_minor: int | None = None
    surcharge_minor: int = 0
    surcharge_from: int | None = None
    surcharge_until: int | None = None

    def holds(self, shop: Point, place: Point) -> bool:
        if self.radius_m is None:
            return within(self.outline, place)
        return metres(*degrees(shop), *degrees(place)) <= self.radius_m

    def surcharge_at(self, at: datetime) -> int:
        if self.surcharge_from is None or self.surcharge_until is None:
            return 0
        local = at.astimezone(TOWN_TIME)
        minute = local.hour * 60 + local.minute
        asked = any(self.surcharge_from <= moment < self.surcharge_until for moment in (minute, minute + DAY))
        return self.surcharge_minor if asked else 0


@dataclass(frozen=True, slots=True)
class DeliveryTerms:
    """What bringing goods to one place costs at one moment; ``fee_minor`` is all of it, ``surcharge_minor`` its part for the hour."""

    zone: Zone
    fee_minor: int
    surcharge_minor: int
    missing_minor: int

    @property
    def min_order_minor(self) -> int:
        return self.zone.min_order_minor

    @property
    def is_free(self) -> bool:
        return self.fee_minor == 0


def around(radius_m: int, *, fee_minor: int = 0, min_order_minor: int = 0) -> tuple[Zone, ...]:
    """The plain case: one circle with one fee."""
    return (Zone(radius_m=radius_m, fee_minor=fee_minor, min_order_minor=min_order_minor),)


def zone_at(zones: Sequence[Zone], shop: Point, place: Point) -> Zone | None:
    """The first zone that holds the place."""
    return next((zone for zone in zones if zone.holds(shop, place)), None)


def terms_in(zone: Zone, *, goods_minor: int, at: datetime) -> DeliveryTerms:
    """What a zone asks for goods of so much, brought at that moment."""
    free = zone.free_above_minor is not None and goods_minor >= zone.free_above_minor
    surcharge = zone.surcharge_at(at)
    fee = (0 if free else zone.fee_minor) + surcharge
    return DeliveryTerms(zone, fee, surcharge, max(0, zone.min_order_minor - goods_minor))


def micro(lat: Degrees, lng: Degrees) -> Point:
    """Degrees in whole millionths: about a tenth of a metre."""
    return _micro(lat), _micro(lng)


def _micro(value: Degrees) -> int:
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    return int((exact * 1_000_000).to_integral_value(ROUND_HALF_UP))


def corners(flat: Sequence[int]) -> tuple[Point, ...]:
    """Latitude, longitude, latitude … as it is kept, in pairs."""
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def degrees(point: Point) -> tuple[Decimal, Decimal]:
    return Decimal(point[0]).scaleb(-6), Decimal(point[1]).scaleb(-6)


def within(outline: Sequence[Point], place: Point) -> bool:
    """Whether an outline holds a point, its edge included: how often a ray to the east crosses it, in integers."""
    inside = False
    for one, other in _edges(outline):
        if _on_edge(one, other, place):
            return True
        if (one[0] > place[0]) != (other[0] > place[0]):
            turn = _turn(one, other, place)
            inside ^= turn > 0 if other[0] > one[0] else turn < 0
    return inside


def checked(zones: Sequence[Zone], *, shop: Point) -> tuple[Zone, ...]:
    """The zones as they may be kept. Raises ``TooManyZones``, ``BadZone``, ``BadOutline``."""
    if len(zones) > MOST_ZONES:
        raise TooManyZones(most=MOST_ZONES)
    for number, zone in enumerate(zones, 1):
        name = zone.name or str(number)
        if not _in_range(zone):
            raise BadZone(zone=name, least=LEAST_METRES, most=MOST_METRES)
        if zone.radius_m is None and not _is_area(zone.outline, shop):
            raise BadOutline(zone=name, fewest=FEWEST_CORNERS, most=MOST_CORNERS, far=MOST_METRES // 1000)
    return tuple(zones)


def _in_range(zone: Zone) -> bool:
    if (zone.radius_m is None) == (not zone.outline) or len(zone.name) > LONGEST_NAME:
        return False
    reaches = zone.radius_m is None or LEAST_METRES <= zone.radius_m <= MOST_METRES
    fees = 0 <= zone.fee_minor <= MOST_FEE_MINOR and 0 <= zone.min_order_minor <= MOST_GOODS_MINOR
    free = zone.free_above_minor is None or 0 < zone.free_above_minor <= MOST_GOODS_MINOR
    return reaches and fees and free and _surcharge_in_range(zone)


def _surcharge_in_range(zone: Zone) -> bool:
    if zone.surcharge_from is None or zone.surcharge_until is None:
        return zone.surcharge_from is zone.surcharge_until and zone.surcharge_minor == 0
    hours = 0 <= zone.surcharge_from < DAY and zone.surcharge_from < zone.surcharge_until <= zone.surcharge_from + DAY
    return hours and 0 < zone.surcharge_minor <= MOST_FEE_MINOR


def _is_area(outline: Sequence[Point], shop: Point) -> bool:
    """Corners near enough to the shop whose sides meet only at corners, around some ground."""
    if not FEWEST_CORNERS <= len(outline) <= MOST_CORNERS or len(set(outline)) < len(outline):
        return False
    if any(abs(lat) > 90_000_000 or abs(lng) > 180_000_000 for lat, lng in outline):
        return False
    if any(metres(*degrees(shop), *degrees(corner)) > MOST_METRES for corner in outline):
        return False
    edges = _edges(outline)
    for first, (one, other) in enumerate(edges):
        for second in range(first + 1, len(edges)):
            touching = second == first + 1 or (first == 0 and second == len(edges) - 1)
            if touching and _folds_back(edges[first], edges[second]):
                return False
            if not touching and _meet(one, other, *edges[second]):
                return False
    return sum(one[0] * other[1] - other[0] * one[1] for one, other in edges) != 0


def _edges(outline: Sequence[Point]) -> list[tuple[Point, Point]]:
    return [*pairwise(outline), (outline[-1], outline[0])] if outline else []


def _turn(one: Point, other: Point, place: Point) -> int:
    """Above zero where ``place`` lies to one side of the line, below on the other, zero upon it."""
    return (other[1] - one[1]) * (place[0] - one[0]) - (other[0] - one[0]) * (place[1] - one[1])


def _on_edge(one: Point, other: Point, place: Point) -> bool:
    beside = all(min(one[axis], other[axis]) <= place[axis] <= max(one[axis], other[axis]) for axis in (0, 1))
    return beside and _turn(one, other, place) == 0


def _folds_back(edge: tuple[Point, Point], following: tuple[Point, Point]) -> bool:
    """Whether two sides with one corner in common lie on each other."""
    here = next(point for point in edge if point not in following)
    there = next(point for point in following if point not in edge)
    return _on_edge(*edge, there) or _on_edge(*following, here)


def _meet(one: Point, other: Point, third: Point, fourth: Point) -> bool:
    """Whether two sides have a point in common."""
    if any(_on_edge(one, other, point) for point in (third, fourth)) or any(_on_edge(third, fourth, point) for point in (one, other)):
        return True
    apart = (_turn(one, other, third) > 0) == (_turn(one, other, fourth) > 0)
    return not apart and (_turn(third, fourth, one) > 0) != (_turn(third, fourth, other) > 0)
