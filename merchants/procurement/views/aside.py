"""Counting before accepting, what becomes of refused goods, and the page of what lies aside."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_id, form_key, signed_in
from merchants.shops.public import shops_of

from .. import access, actions, queries
from . import reading


@require_GET
def aside(request: HttpRequest) -> HttpResponse:
    """What was counted and not accepted, and what was refused and is still here."""
    shops = shops_of(signed_in(request), access.RECEIVERS)
    if not shops:
        raise NotFound
    ids = [shop.pk for shop in shops]
    return render(request, "procurement/aside.html", {"counts": queries.waiting_counts(ids), "refused": queries.refused_here(ids)})


def _count(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    return actions.count_delivery(
        order_id=order_id,
        delivered=reading.numbers(request, "delivered"),
        shipment_id=reading.shipment(request),
        key=form_key(request),
        by=actor,
        at=clock.now(),
    )


def _accept(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    counted, count_id = reading.counted(request), form_id(request, "count")
    return actions.accept_count(order_id=order_id, count_id=count_id, counted=counted, key=form_key(request), by=actor, at=clock.now())


def _drop(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    count_id, reason = form_id(request, "count"), request.POST.get("reason", "")
    return actions.drop_count(order_id=order_id, count_id=count_id, reason=reason, by=actor, at=clock.now())


def _refused(request: HttpRequest, order_id: UUID, actor: Actor) -> object:
    typed = request.POST.get("quantity", "").strip()
    return actions.decide_refused(
        order_id=order_id,
        refused_id=form_id(request, "refused"),
        decision=request.POST.get("decision", ""),
        quantity=reading.number(typed) if typed else None,
        key=form_key(request),
        by=actor,
        at=clock.now(),
    )


STEPS = {"count": _count, "accept": _accept, "drop": _drop, "refused": _refused}
