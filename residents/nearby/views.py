"""Shops near a place that the reader chose; open to visitors."""

from __future__ import annotations

from math import isfinite
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.places.public import landmark_coded, landmarks, map_at
from ecosystem.web.api import actor_of
from ecosystem.web.pages import signed_in
from merchants.shops.public import Category

from . import actions, queries
from .errors import PlaceUnknown
from .rules import RADII, Wish, after_of


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    here, wish, at = queries.here_from(request.session), Wish.read(request.GET), clock.now()
    context = {"here": here, "wish": wish, "at": at, "same": _same(request)}
    if here is None:
        return render(request, "nearby/list.html", {**context, "landmarks": landmarks()})
    after = after_of(request.GET.get("after", ""))
    context |= queries.shops_around(here, wish, buyer_id=actor_of(request).party_id, at=at, after=after)
    if getattr(request, "htmx", False) and not request.htmx.boosted:  # type: ignore[attr-defined]
        return render(request, "nearby/_rows.html" if after else "nearby/_list.html", context)
    return render(
        request,
        "nearby/list.html",
        {**context, "map": map_at(here.lat, here.lng), "landmarks": landmarks(), "categories": Category.choices, "radii": RADII},
    )


@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Keep where the reader is for this session: a landmark, or a device's position."""
    landmark = landmark_coded(request.POST.get("landmark", ""))
    if landmark:
        request.session["landmark"] = landmark.code
        request.session.pop("position", None)
    else:
        request.session["position"] = [_degrees(request, "lat", 90), _degrees(request, "lng", 180)]
        request.session.pop("landmark", None)
    return redirect("nearby:list")


@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    """The reader's favourites, nearest first where she said where she is."""
    actor, at = signed_in(request), clock.now()
    rows = queries.kept_by(actor.party_id, queries.here_from(request.session), at=at) if actor.party_id else []
    return render(request, "nearby/kept.html", {"rows": rows, "at": at})


@require_POST
def keep(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """Tap the star: ``keep`` is 1 or 0. Answers with the star."""
    actor, wanted = actor_of(request), request.POST.get("keep") == "1"
    (actions.keep_shop if wanted else actions.let_shop_go)(shop_id=shop_id, by=actor, at=clock.now())
    if not getattr(request, "htmx", False):
        return redirect("baskets:shop", shop_id=shop_id)
    return render(request, "nearby/_star.html", {"shop_id": shop_id, "kept": wanted})


def _degrees(request: HttpRequest, field: str, most: int) -> float:
    try:
        value = float(request.POST.get(field, ""))
    except ValueError:
        raise PlaceUnknown from None
    if not isfinite(value) or abs(value) > most:
        raise PlaceUnknown
    # A hundred metres are near enough to find a shop, and less to know about a person.
    return round(value, 3)


def _same(request: HttpRequest) -> str:
    """The search without its cursor, for the link to the next page."""
    return urlencode([(name, value) for name, value in request.GET.items() if name != "after"])
