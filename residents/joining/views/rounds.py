"""The buyer's pages of rounds: those near her, one that a neighbour sent her, and her own. She joins at checkout."""

from __future__ import annotations

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from ecosystem.kernel import clock
from ecosystem.web.api import actor_of
from ecosystem.web.pages import signed_in
from merchants.rounds.public import Round, round_by_code, rounds_near, rounds_of, seats_of, served_by
from residents.baskets.public import ride_along
from residents.nearby.public import here_from

from ..rules import time_left


@require_GET
def near(request: HttpRequest) -> HttpResponse:
    """Rounds to the estates around; open to visitors."""
    here, at = here_from(request.session), clock.now()
    found = rounds_near(here.lat, here.lng, at=at) if here else []
    context = {"here": here, "rounds": [(one, time_left(one.round.cuts_off_at, at)) for one in found], "at": at}
    return render(request, "joining/_rounds.html" if getattr(request, "htmx", False) else "joining/rounds.html", context)


@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """What a link or code opens: open to visitors. Her next basket is offered this round first."""
    actor, at = actor_of(request), clock.now()
    found = round_by_code(code)
    joinable = found.status == Round.Status.OPEN and found.cuts_off_at > at
    if joinable:
        ride_along(request, found)
    link = request.build_absolute_uri(reverse("joining:round", args=[found.code]))
    picture = segno.make(link, error="m").svg_inline(scale=5, omitsize=True, svgclass="code-svg", lineclass=None)
    context = {
        "round": found,
        "shops": served_by(found.pk),
        "seats": seats_of(found.pk, actor.party_id),
        "joinable": joinable,
        "left": time_left(found.cuts_off_at, at),
        "link": link,
        "picture": mark_safe(picture),  # noqa: S308 - our own SVG
        "at": at,
    }
    return render(request, "joining/_round.html" if getattr(request, "htmx", False) else "joining/round.html", context)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    return render(request, "joining/rounds_mine.html", {"seats": rounds_of(actor.party_id) if actor.party_id else [], "at": clock.now()})
