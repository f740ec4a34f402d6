"""Rounds that may bring a basket: those that all of its shops serve, and the one that the buyer looked at last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from merchants.rounds.public import Round, rounds_with_all

from .rules import Quote, in_round


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
