"""The rider's list and one delivery on her phone; and the shop's choice of who brings an order."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.photos import Shot, taken_all
from ecosystem.web.pages import form_id, form_key, private_picture, signed_in
from merchants.orders.public import order_for_shop
from merchants.shops.public import RIDERS, shops_of

from .. import access, actions, queries
from ..models import FOLLOWS, Delivery
from ..rules import BEFORE_PICKING_UP, FAILURES, OPEN, TO_BRING, Place

STEPS = {"accept": actions.accept, "decline": actions.decline, "arrive": actions.arrive, "pick-up": actions.pick_up, "again": actions.try_again}


@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """What the rider has, and what waits for one."""
    actor, at = signed_in(request), clock.now()
    if not shops_of(actor, RIDERS):
        raise NotFound
    context = {
        "mine": list(queries.under_way(actor)),
        "free": list(queries.free_to_take(actor)),
        "brought": queries.brought_since(actor, clock.midnight(at)),
        "at": at,
    }
    return render(request, "delivery/_mine.html" if getattr(request, "htmx", False) else "delivery/mine.html", context)


@require_GET
def delivery(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    found = access.delivery_for_rider(signed_in(request), delivery_id)
    reasons = [(code, label, FOLLOWS[FAILURES[code].follows], FAILURES[code].shown) for code, label in Delivery.Failure.choices]
    context = {"delivery": found, "reasons": reasons, "may_be_left": queries.may_be_left(found.order_id), "at": clock.now()}
    return render(request, "delivery/_delivery.html" if getattr(request, "htmx", False) else "delivery/delivery.html", context)


@require_GET
def of_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Who brings the order, on the shop's page of it."""
    order = order_for_shop(signed_in(request), order_id)
    tries = queries.deliveries_of(order_id)
    current = tries[0] if tries and tries[0].status in OPEN else None
    movable = order.status in TO_BRING and (current is None or (current.rider_id is not None and current.status in BEFORE_PICKING_UP))
    dropped = any(one.status == Delivery.Status.DELIVERED for one in tries)
    context = {
        "order": order,
        "dropped": dropped,
        "current": current,
        "tries": tries,
        "riders": queries.riders_at(order.shop) if movable else [],
        "at": clock.now(),
    }
    return render(request, "delivery/_of_order.html", context)


@require_POST
def assign(request: HttpRequest, order_id: UUID) -> HttpResponse:
    actions.assign(order_id=order_id, rider_id=form_id(request, "rider"), by=signed_in(request), at=clock.now())
    return redirect("orders:order", order_id=order_id)


@require_POST
def claim(request: HttpRequest, order_id: UUID) -> HttpResponse:
    made = actions.claim(order_id=order_id, by=signed_in(request), at=clock.now())
    return redirect("delivery:delivery", delivery_id=made.pk)


@require_GET
def photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """One picture of a rider's, for the buyer, the shop and herself."""
    found = access.photo_for(signed_in(request), photo_id)
    return private_picture(found.name, found.kind)


@require_POST
def say(request: HttpRequest, order_id: UUID, name: str) -> HttpResponse:
    """The buyer lets it be left at her door, or wants it handed to her after all."""
    said = {"leave": actions.let_leave, "ring": actions.let_ring}.get(name)
    if said is None:
        raise NotFound
    said(order_id=order_id, by=signed_in(request), at=clock.now())
    return redirect("baskets:order", order_id=order_id)


@require_POST
def act(request: HttpRequest, delivery_id: UUID, name: str) -> HttpResponse:
    """One of the buttons of a delivery."""
    actor, at = signed_in(request), clock.now()
    if name == "deliver":
        actions.deliver(
            delivery_id=delivery_id,
            code=request.POST.get("code", ""),
            here=_here(request),
            shots=_shots(request),
            key=form_key(request),
            by=actor,
            at=at,
        )
        messages.success(request, _("Handed over. The order is completed."))
        return redirect("delivery:mine")
    if name == "leave":
        actions.leave_at_door(delivery_id=delivery_id, shots=_shots(request), here=_here(request), key=form_key(request), by=actor, at=at)
        messages.success(request, _("It lies there. The order is completed, and the buyer sees the picture."))
        return redirect("delivery:mine")
    if name == "back":
        done = actions.bring_back(delivery_id=delivery_id, key=form_key(request), by=actor, at=at)
        return redirect("orders:order", order_id=done.order_id)
    if name == "fail":
        reason, note = request.POST.get("reason", ""), request.POST.get("note", "")
        actions.fail(delivery_id=delivery_id, reason=reason, note=note, shots=_shots(request), by=actor, at=at)
    elif name in STEPS:
        STEPS[name](delivery_id=delivery_id, by=actor, at=at)
        if name == "decline":
            return redirect("delivery:mine")
    else:
        raise NotFound
    return redirect("delivery:delivery", delivery_id=delivery_id)


def _here(request: HttpRequest) -> Place | None:
    """Where the browser says that the phone is (WGS-84), where it was let; what is no place is none."""
    try:
        lat, lng = (Decimal(request.POST.get(name, "").strip()[:12]) for name in ("lat", "lng"))
    except ArithmeticError:
        return None
    return (lat, lng) if lat.is_finite() and lng.is_finite() and abs(lat) <= 90 and abs(lng) <= 180 else None


def _shots(request: HttpRequest) -> tuple[Shot, ...]:
    """The pictures that were sent along. Raises ``NotAPicture``."""
    return taken_all(request.FILES.getlist("photos"))
