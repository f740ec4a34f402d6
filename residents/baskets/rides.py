"""Rounds and pickup points that a basket may go by: those that all of its shops serve, and the one that the buyer looked at last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from merchants.points.public import Way, ways_with_all
from merchants.rounds.public import Round, rounds_with_all

from .rules import Quote, in_round, to_point


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
class Points:
    """Pickup points to choose from, the one that is chosen, and the basket as it goes there."""

    ways: tuple[Way, ...] = ()
    chosen: Way | None = None
    quote: Quote | None = None

    @property
    def total_minor(self) -> int:
        return self.quote.total_minor("delivery") if self.quote else 0

    @property
    def fee_minor(self) -> int:
        """What the way and the keeping cost, all shops together."""
        return sum(part.fee_minor for part in self.quote.parts) if self.quote else 0


def points_of(request: HttpRequest, quote: Quote, *, form: Mapping[str, str]) -> Points:
    """What a form names, else the point that she chose last, else the cheapest; two statements, one where there is none."""
    ways = ways_with_all({part.shop_id for part in quote.parts})
    if not ways:
        return Points()
    told = (form.get("point", ""), request.session.get("point", ""))
    chosen = next((way for name in told for way in ways if str(way.point.pk) == name), ways[0])
    return Points(tuple(ways), chosen, to_point(quote, {part.shop_id: chosen.fee_of(part.shop_id) for part in quote.parts}))


def told_point(request: HttpRequest) -> UUID | None:
    """The point that a form names, which stays chosen for this session; anything odd is none."""
    try:
        told = UUID(request.POST.get("point", ""))
    except ValueError:
        return None
    request.session["point"] = str(told)
    return told
