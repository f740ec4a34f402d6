"""Shifts: open with a float, cash in and out of turn, count blind, approve."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_amount, form_id, form_key, signed_in
from merchants.shops.public import MANAGERS, holds_at

from .. import access, actions, queries
from .counter import chosen_shop

OUT_OF_TURN = {"in": actions.pay_in, "out": actions.pay_out}


@require_GET
def shifts(request: HttpRequest) -> HttpResponse:
    actor, shop = signed_in(request), chosen_shop(request)
    context = {
        "shop": shop,
        "open": queries.open_shifts(shop.pk),
        "counted": queries.counted_shifts(shop.pk),
        "manages": holds_at(actor, shop, MANAGERS),
        "me": actor.person_id,
    }
    return render(request, "till/shifts.html", context)


@require_POST
def open_one(request: HttpRequest) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    actions.open_shift(
        shop_id=form_id(request, "shop"),
        drawer=request.POST.get("drawer", ""),
        float_minor=form_amount(request, "float"),
        key=form_key(request),
        by=actor,
        at=at,
    )
    return redirect("till:till" if request.POST.get("next") == "till" else "till:shifts")


@require_POST
def cash(request: HttpRequest, shift_id: UUID, way: str) -> HttpResponse:
    """Cash in or out of turn, or the approval of a counted shift."""
    actor, at = signed_in(request), clock.now()
    if way == "approve":
        actions.approve_shift(shift_id=shift_id, by=actor, at=at)
    elif way in OUT_OF_TURN:
        amount, reason = form_amount(request, "amount"), request.POST.get("reason", "")
        OUT_OF_TURN[way](shift_id=shift_id, amount_minor=amount, reason=reason, key=form_key(request), by=actor, at=at)
    else:
        raise NotFound
    return redirect("till:shifts")


def count(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """Count blind: the page says nothing of what is expected until the count is in."""
    actor = signed_in(request)
    shift = access.shift_for(actor, shift_id)
    if request.method == "POST":
        counted = {"cash": form_amount(request, "cash")}
        counted |= {tender: form_amount(request, tender) for tender in ("code", "tab") if request.POST.get(tender, "").strip()}
        shift = actions.close_shift(
            shift_id=shift_id, counted=counted, note=request.POST.get("note", ""), key=form_key(request), by=actor, at=clock.now()
        )
        return redirect("till:shift-count", shift_id=shift.pk)
    return render(request, "till/count.html", {"shift": shift, "counts": shift.counts.order_by("tender"), "at": clock.now()})
