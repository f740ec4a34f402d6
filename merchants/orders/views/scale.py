"""The scale: what the shop writes down, and the picture that buyer and shop look at."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.photos import taken_all
from ecosystem.web.pages import form_decimal, form_key, private_picture, signed_in

from .. import access, actions

FIELD = "weight-"


@require_POST
def weigh(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Every ``weight-<position>`` of the form, and its pictures."""
    places = [field.removeprefix(FIELD) for field in request.POST if field.startswith(FIELD)]
    weights: dict[int, Decimal] = {int(place): form_decimal(request, f"{FIELD}{place}") for place in places if place.isdecimal() and len(place) < 4}
    shots = taken_all(request.FILES.getlist("photos"))
    actions.weigh_order(order_id=order_id, weights=weights, shots=shots, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("orders:order", order_id=order_id)


@require_GET
def picture(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """One picture of a scale, for the order's buyer and its shop."""
    found = access.scale_photo_for(signed_in(request), photo_id)
    return private_picture(found.name, found.kind)
