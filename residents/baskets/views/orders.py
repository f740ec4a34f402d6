"""What a resident has ordered: all of it, an errand, one order and its steps."""

from __future__ import annotations

from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.payments.public import latest_payment_of, latest_refund_of
from ecosystem.web.pages import form_key, signed_in
from merchants.delivery.public import Delivery, door_of, latest_of
from merchants.orders.public import Order, ask_to_cancel, cancel_order, code_of, errand, order_for_buyer, orders_of, stay, token_of, with_lines
from merchants.points.public import parcel_of
from residents.family.public import FAMILY, called_who_paid

from ..timeline import steps_of
from ..whereabouts import whereabouts_of

ENDED = (Order.Status.COMPLETED, Order.Status.CANCELLED, Order.Status.CLOSED)


@require_GET
def errand_page(request: HttpRequest, errand_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    orders = list(errand(errand_id, actor.party_id)) if actor.party_id else []
    if not orders:
        raise NotFound
    if len(orders) == 1:
        return redirect("baskets:order", order_id=orders[0].pk)
    begun = latest_payment_of([found.pk for found in orders if found.status == Order.Status.PENDING_PAYMENT])
    if begun:
        return redirect("baskets:paying", payment_id=begun.pk)
    total = sum(order.total_minor for order in orders)
    return render(request, "baskets/errand.html", {"orders": orders, "total_minor": total, "at": clock.now()})


@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    mine = orders_of(actor.party_id) if actor.party_id else []
    template = "baskets/_orders.html" if getattr(request, "htmx", False) else "baskets/orders.html"
    return render(request, template, {"orders": mine, "at": clock.now()})


@require_GET
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    found = with_lines(order_for_buyer(signed_in(request), order_id).pk)
    # A page that was open while it ended: what may be done afterwards, and the end of looking again, come with the page anew. It is put
    # in its place, not asked for: to load it again would call off whatever page the buyer has just asked for.
    within_page = bool(getattr(request, "htmx", False))
    ended_while_open = within_page and "open" in request.GET and found.status in ENDED
    template = "baskets/_order.html" if within_page and not ended_while_open else "baskets/order.html"
    context = {
        "order": found,
        "ended": found.status in ENDED,
        "steps": steps_of(found),
        "begun": latest_payment_of([found.pk]) if found.status == Order.Status.PENDING_PAYMENT else None,
        "refund": latest_refund_of(found.pk) if found.status == Order.Status.CANCELLED else None,
        "weighed_back": latest_refund_of(found.pk) if found.weighed_back_minor else None,
        "paid_by": called_who_paid([found.pk]).get(found.pk, "") if found.tender == FAMILY else "",
        "brought": (brought := _brought(found)),
        "code": code_of(found.pk) if brought or found.point_id or found.is_fetched else "",
        **_shown_at_counter(found),
        "parcel": parcel_of(found.pk) if found.point_id else None,
        "door": door_of(found) if found.channel == Order.Channel.DELIVERY else None,
        "at": clock.now(),
    }
    if template == "baskets/order.html":
        context["whereabouts"] = whereabouts_of(found)
    answer = render(request, template, context)
    if ended_while_open:
        answer["HX-Retarget"], answer["HX-Reselect"], answer["HX-Reswap"] = "#main", "#main > *", "innerHTML"
    return answer


def _shown_at_counter(order: Order) -> dict[str, object]:
    """What the clerk scans, new with each look, while the shop has the goods for her to fetch."""
    if not order.is_fetched or order.status not in {Order.Status.ACCEPTED, Order.Status.READY}:
        return {}
    picture = segno.make(token_of(order.pk, clock.now()), error="m").svg_inline(scale=4, omitsize=True, svgclass="code-svg", lineclass=None)
    return {"show_at_counter": True, "picture": mark_safe(picture)}  # noqa: S308 - our own SVG


def _brought(order: Order) -> Delivery | None:
    """Who has the order to bring it, while it is not handed over."""
    if order.channel != Order.Channel.DELIVERY or order.status not in {Order.Status.ACCEPTED, Order.Status.READY, Order.Status.OUT_FOR_DELIVERY}:
        return None
    return latest_of(order.pk)


@require_POST
def cancel(request: HttpRequest, order_id: UUID) -> HttpResponse:
    cancel_order(order_id=order_id, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("baskets:order", order_id=order_id)


@require_POST
def ask(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Ask the shop to let go of what it has accepted."""
    ask_to_cancel(order_id=order_id, by=signed_in(request), at=clock.now())
    return redirect("baskets:order", order_id=order_id)


@require_POST
def keep(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Take back that she asked; she stays with the order."""
    stay(order_id=order_id, by=signed_in(request), at=clock.now())
    return redirect("baskets:order", order_id=order_id)
