"""Parcels at pickup points: what lies at one's own, what one has to fetch, and the rider's picture there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.photos import taken_all
from ecosystem.web.pages import form_key, signed_in
from merchants.shops.public import KEEPERS, shops_of

from .. import actions, queries


@require_GET
def parcels(request: HttpRequest) -> HttpResponse:
    """A part of the page of points."""
    shops = shops_of(signed_in(request), KEEPERS)
    if not shops:
        raise NotFound
    there, to_fetch = queries.parcels_of(shops[0])
    return render(request, "delivery/_parcels.html", {"there": there, "to_fetch": to_fetch, "at": clock.now()})


@require_POST
def collect(request: HttpRequest, order_id: UUID) -> HttpResponse:
    actions.collect(order_id=order_id, code=request.POST.get("code", ""), key=form_key(request), by=signed_in(request), at=clock.now())
    messages.success(request, _("Handed out. The fee is yours."))
    return redirect("points:points")


@require_POST
def fetch(request: HttpRequest, order_id: UUID) -> HttpResponse:
    actions.fetch_back(order_id=order_id, by=signed_in(request), at=clock.now())
    return redirect("points:points")


@require_POST
def drop(request: HttpRequest, order_id: UUID) -> HttpResponse:
    shots = taken_all(request.FILES.getlist("photos"))
    actions.drop(order_id=order_id, shots=shots, key=form_key(request), by=signed_in(request), at=clock.now())
    messages.success(request, _("It lies at its point. The buyer hears of it."))
    return redirect("delivery:mine")
