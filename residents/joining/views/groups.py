"""The buyer's pages of group-buys: one that forms, beginning one, and her own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.payments.public import ways_to_pay
from ecosystem.web.api import actor_of
from ecosystem.web.pages import form_key, signed_in
from merchants.cards.public import usable_for
from merchants.groups.public import Group, group_buy_shown, group_by_code, groups_of, groups_to_join, seat_in
from merchants.orders.public import Order, go_on_with_groups
from residents.baskets.public import after_paying, chosen_way

from .. import actions
from ..rules import time_left


def _paying(actor: Actor, shop_id: UUID) -> dict[str, object]:
    if actor.party_id is None:
        return {"ways": ways_to_pay(), "balance_minor": 0}
    return {"ways": ways_to_pay(), "balance_minor": balance_of(deposit_of(actor.party_id)), "cards": usable_for(actor.party_id, {shop_id})}


def _shown(request: HttpRequest, group: Group, actor: Actor, at: datetime) -> dict[str, object]:
    link = request.build_absolute_uri(reverse("joining:group", args=[group.code]))
    seat = seat_in(group.pk, actor.party_id)
    picture = segno.make(link, error="m").svg_inline(scale=5, omitsize=True, svgclass="code-svg", lineclass=None)
    return {
        "group": group,
        "seat": seat,
        "order": Order.objects.filter(pk=seat.order_id).first() if seat else None,
        "left": time_left(group.expires_at, at),
        "forming": group.status == Group.Status.FORMING and group.expires_at > at,
        "saves_minor": max(group.sku.price_minor - group.price_minor, 0),
        "link": link,
        "picture": mark_safe(picture),  # noqa: S308 - our own SVG
        "at": at,
    }


@require_GET
def group(request: HttpRequest, code: str) -> HttpResponse:
    """What a link or code opens: open to visitors, who sign in to sit down."""
    actor, at = actor_of(request), clock.now()
    found = group_by_code(code)
    context = {**_shown(request, found, actor, at), **_paying(actor, found.shop_id)}
    return render(request, "joining/_group.html" if getattr(request, "htmx", False) else "joining/group.html", context)


@require_POST
def join(request: HttpRequest, code: str) -> HttpResponse:
    at = clock.now()
    order = actions.join_group(code=code, method=chosen_way(request), key=form_key(request), by=signed_in(request), at=at)
    return _seated(order, at)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, group_buy_id: UUID) -> HttpResponse:
    """Choose for how many, and take the first seat."""
    actor, at = actor_of(request), clock.now()
    offer = group_buy_shown(group_buy_id)
    if offer is None:
        raise NotFound
    if request.method == "POST":
        size = request.POST.get("size", "")
        order = actions.start_group(
            group_buy_id=group_buy_id,
            size=int(size) if size.isdecimal() and len(size) < 5 else 0,
            method=chosen_way(request),
            key=form_key(request),
            by=signed_in(request),
            at=at,
        )
        return _seated(order, at)
    state = offer.state(at) if offer.shop.suspended_at is None else "ended"
    context = {
        "offer": offer,
        "state": state,
        "steps": offer.steps.all(),
        "to_join": groups_to_join(offer.pk, at),
        "at": at,
        **_paying(actor, offer.shop_id),
    }
    return render(request, "joining/start.html", context)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    return render(request, "joining/mine.html", {"seats": groups_of(actor.party_id) if actor.party_id else [], "at": clock.now()})


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """A code as somebody read it out."""
    return redirect("joining:group", code=group_by_code(request.GET.get("code", "")[:20]).code)


def _seated(order: Order, at: datetime) -> HttpResponse:
    """To the page that waits for the money, or back to the group; the last seat wakes the others' orders at once."""
    waits = after_paying([order.pk], at=at)
    if waits is not None:
        return waits
    go_on_with_groups(at=at)
    return redirect("joining:group", code=order.group.code) if order.group else redirect("baskets:order", order_id=order.pk)
