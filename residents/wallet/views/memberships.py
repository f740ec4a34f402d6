"""Memberships that somebody joined by her own switch: level, points line by line, and leaving."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import signed_in
from merchants.members.public import NotAMember, join_shop, leave_shop, points_of, standings_of


@require_GET
def memberships(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    standings = standings_of(actor.party_id) if actor.party_id else []
    return render(request, "wallet/memberships.html", {"standings": standings, "at": clock.now()})


@require_GET
def membership(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """One membership; what is missing for the next level, when points are lost, every line of them."""
    actor = signed_in(request)
    standings = standings_of(actor.party_id) if actor.party_id else []
    found = next((one for one in standings if one.member.shop_id == shop_id), None)
    if found is None:
        raise NotAMember
    context = {"standing": found, "entries": points_of(found.member.pk), "at": clock.now()}
    return render(request, "wallet/membership.html", context)


@require_POST
def switch(request: HttpRequest, shop_id: UUID, what: str) -> HttpResponse:
    """The switch: in, or out."""
    actor, at = signed_in(request), clock.now()
    if what == "join":
        join_shop(shop_id=shop_id, by=actor, at=at)
        return redirect("wallet:membership", shop_id=shop_id)
    if what == "leave":
        leave_shop(shop_id=shop_id, by=actor, at=at)
        return redirect("wallet:memberships")
    raise NotFound
