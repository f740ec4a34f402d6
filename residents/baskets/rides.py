"""Rounds and pickup points that a basket may go by: those that all of its shops serve, and the one that the buyer looked at last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from ecosystem.places.public import distance, metres
from merchants.points.public import Point, Way, ways_with_all
from merchants.rounds.public import Round, rounds_with_all
from merchants.shops.public import ServingShop, serving_shops

from .rules import Place, Quote, in_round, to_point


@dataclass(frozen=True, slots=True)
class Rides:
    """Rounds to choose from, the one that is chosen, and the basket as that brings it. ``is_wanted`` where she came from its page."""

    rounds: tuple[Round, ...] = ()
    chosen: Round | None = None
    quote: Quote | None = None
    is_wanted: bool = False

    @property
    def total_minor(self) -> int:
        return self.quote.total_minor("delivery") if self.quote else 0


def ride_along(request: HttpRequest, found: Round) -> None:
    """Remember, for this session, the round that she looked at last."""
    request.session["ride"] = str(found.pk)


def rides_of(request: HttpRequest, quote: Quote, *, form: Mapping[str, str], at: datetime) -> Rides:
    """What a form names, else the round that she looked at last, else the one that is cut off next; one statement."""
    rounds = rounds_with_all({part.shop_id for part in quote.parts}, at=at)
    if not rounds:
        return Rides()
    wanted = request.session.get("ride", "")
    named = next((one for told in (form.get("ride", ""), wanted) for one in rounds if str(one.pk) == told), None)
    chosen = named or rounds[0]
    return Rides(tuple(rounds), chosen, in_round(quote, chosen.share_most_minor), str(chosen.pk) == wanted)


def told_ride(request: HttpRequest) -> UUID | None:
    """The round that a form names, which stays chosen for this session; anything odd is none."""
    try:
        told = UUID(request.POST.get("ride", ""))
    except ValueError:
        return None
    request.session["ride"] = str(told)
    return told


@dataclass(frozen=True, slots=True)
class PointChoice:
    """A pickup point with the hours of its shop, how far it is from where she has things brought, and what it costs her, all shops together."""

    way: Way
    shop: ServingShop
    metres: int | None
    fee_minor: int
    at: datetime

    @property
    def point(self) -> Point:
        return self.way.point

    @property
    def away(self) -> str:
        return distance(self.metres) if self.metres is not None else ""

    @property
    def is_open(self) -> bool:
        return self.shop.is_open(self.at)

    @property
    def change(self) -> datetime | None:
        """When it opens or closes next."""
        return self.shop.next_change(self.at)


@dataclass(frozen=True, slots=True)
class Points:
    """Pickup points to choose from, the one that is chosen, and the basket as it goes there."""

    ways: tuple[PointChoice, ...] = ()
    chosen: PointChoice | None = None
    quote: Quote | None = None

    @property
    def total_minor(self) -> int:
        return self.quote.total_minor("delivery") if self.quote else 0

    @property
    def least_minor(self) -> int:
        """What the cheapest of them costs."""
        return min((one.fee_minor for one in self.ways), default=0)


def points_of(request: HttpRequest, quote: Quote, *, form: Mapping[str, str], where: Place | None, at: datetime) -> Points:
    """What a form names, else the point that she chose last, else the nearest; three statements, one where there is none."""
    shop_ids = [part.shop_id for part in quote.parts]
    ways = ways_with_all(shop_ids)
    if not ways:
        return Points()
    serving = serving_shops(way.point.shop_id for way in ways)
    choices = [_choice(way, serving[way.point.shop_id], shop_ids, where, at) for way in ways]
    choices.sort(key=lambda one: (one.metres or 0, one.fee_minor))
    told = (form.get("point", ""), request.session.get("point", ""))
    chosen = next((one for name in told for one in choices if str(one.point.pk) == name), choices[0])
    return Points(tuple(choices), chosen, to_point(quote, {shop_id: chosen.way.fee_of(shop_id) for shop_id in shop_ids}))


def _choice(way: Way, shop: ServingShop, shop_ids: Sequence[UUID], where: Place | None, at: datetime) -> PointChoice:
    away = metres(*where, shop.lat, shop.lng) if where else None
    return PointChoice(way, shop, away, sum(way.fee_of(shop_id) for shop_id in shop_ids), at)


def told_point(request: HttpRequest) -> UUID | None:
    """The point that a form names, which stays chosen for this session; anything odd is none."""
    try:
        told = UUID(request.POST.get("point", ""))
    except ValueError:
        return None
    request.session["point"] = str(told)
    return told
