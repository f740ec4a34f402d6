"""The offices of the bank for the head office: who looks after which districts, and who works where."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.identity.public import Party
from ecosystem.kernel import clock
from ecosystem.places.public import Neighbourhood
from ecosystem.web.pages import form_id, form_key, signed_in, whole_of

from . import access, actions, queries
from .errors import OfficeNotFound

ROLES: dict[str, str | Promise] = {
    "relationship_manager": _("Relationship manager"),
    "credit_officer": _("Credit officer"),
    "risk_manager": _("Risk manager"),
    "manager": _("Manager of an office"),
    "operator": _("Operator"),
}


@require_GET
def offices(request: HttpRequest) -> HttpResponse:
    by = signed_in(request)
    access.require_head_office(by)
    shown = queries.offices()
    taken = {code: one.office for one in shown for code in one.districts}
    places = list(Neighbourhood.objects.order_by("code"))
    context = {
        "rows": [(one, [place for place in places if place.code in one.districts]) for one in shown],
        "places": [(place, taken.get(place.code)) for place in places],
        "people": [(held, ROLES.get(held.role, held.role), held.person_id != by.person_id) for held in queries.bank_people()],
        "units": list(Party.objects.filter(kind=Party.Kind.BANK_UNIT).order_by("name_en", "pk")),
        "at": clock.now(),
    }
    return render(request, "offices/offices.html", context)


@require_POST
def press_open(request: HttpRequest) -> HttpResponse:
    above = form_id(request, "above") if request.POST.get("above") else None
    names = {name: request.POST.get(name, "") for name in ("name_zh", "name_en")}
    districts = request.POST.getlist("district")
    actions.open_office(**names, above=above, districts=districts, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("offices:offices")


@require_POST
def press_districts(request: HttpRequest, office_id: UUID) -> HttpResponse:
    actions.give_districts(office_id=office_id, districts=request.POST.getlist("district"), by=signed_in(request), at=clock.now())
    return redirect("offices:offices")


@require_POST
def press_move(request: HttpRequest) -> HttpResponse:
    held = whole_of(request.POST.get("membership", ""))
    if held is None:
        raise OfficeNotFound
    actions.move_banker(membership_id=held, unit_id=form_id(request, "unit"), by=signed_in(request), at=clock.now())
    return redirect("offices:offices")
