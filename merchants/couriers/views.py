"""A shop's couriers: what they may cost, one for an order, and the practice firm's own page."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem import ports
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_amount, form_key, signed_in
from merchants.delivery.public import BEFORE_PICKING_UP, OPEN, TO_BRING, latest_of
from merchants.orders.public import order_for_shop
from merchants.shops.public import KEEPERS, MANAGERS, Shop, holds_at, shops_of

from . import access, actions, queries, rules
from .errors import CourierNotFound, CourierSilent
from .simulator import MANNERS, NAME, SimulatedCourier


def _shop_of(actor: Actor) -> Shop:
    shops = shops_of(actor, KEEPERS)
    if not shops:
        raise NotFound
    return shops[0]


@require_GET
def couriers(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    shop = _shop_of(actor)
    days = queries.days_of(shop)
    context = {"rule": queries.rule_of(shop.pk), "days": days, "lately": list(queries.lately(shop)), "may_change": holds_at(actor, shop, MANAGERS)}
    return render(request, "couriers/couriers.html", {**context, "most": rules.MOST_ADDED_MINOR, "at": clock.now()})


@require_GET
def day(request: HttpRequest, on: date) -> HttpResponse:
    """One day's statement: each errand, what it took, and whether its firm has it."""
    statement = queries.statement_of(_shop_of(signed_in(request)), on)
    if not statement.rows:
        raise NotFound
    return render(request, "couriers/day.html", {"statement": statement})


@require_POST
def let(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    actions.let_couriers(shop_id=_shop_of(actor).pk, most_added_minor=form_amount(request, "most"), by=actor, at=clock.now())
    messages.success(request, _("You can send a courier from an order's page now."))
    return redirect("couriers:couriers")


@require_POST
def forbid(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    actions.forbid_couriers(shop_id=_shop_of(actor).pk, by=actor, at=clock.now())
    return redirect("couriers:couriers")


@require_GET
def of_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """A part of the shop's page of an order: its courier, or the way to one."""
    order = order_for_shop(signed_in(request), order_id)
    latest, has_it = queries.latest_of(order_id), latest_of(order_id)
    waits = order.status in TO_BRING and order.round_id is None and order.point_id is None and has_it is None
    context = {
        "order": order,
        "dispatch": latest,
        "rule": queries.rule_of(order.shop_id) if waits else None,
        "waits": waits,
        "is_open": latest is not None and latest.status in rules.UNDER_WAY,
        "may_recall": latest is not None and latest.status in rules.UNDER_WAY and latest.delivery.status in BEFORE_PICKING_UP,
        "comes_back": latest is not None and latest.delivery.status in OPEN and latest.status not in rules.UNDER_WAY,
        "practice": latest is not None and latest.courier == NAME,
    }
    return render(request, "couriers/_of_order.html", context)


@require_GET
def offers(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """What couriers ask for an order now. Raises ``CourierSilent`` where none answers."""
    actor, at = signed_in(request), clock.now()
    order = order_for_shop(actor, order_id)
    rule = queries.rule_of(order.shop_id)
    if rule is None:
        raise CourierNotFound
    found = actions.offers_for(order_id=order_id, by=actor, at=at)
    return render(request, "couriers/_offers.html", {"order": order, "rule": rule, "offers": found})


@require_POST
def send(request: HttpRequest, order_id: UUID) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    told = {"courier": request.POST.get("courier", ""), "quote": request.POST.get("quote", "")[:100]}
    made = actions.order_courier(order_id=order_id, price_minor=form_amount(request, "price"), key=form_key(request), by=actor, at=at, **told)
    # Told at once, outside any transaction; what is lost here the worker finds.
    actions.work_on(dispatch_id=made.pk, at=at)
    messages.success(request, _("A courier is looked for."))
    return redirect("orders:order", order_id=order_id)


@require_POST
def recall(request: HttpRequest, dispatch_id: UUID) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    found = actions.recall_courier(dispatch_id=dispatch_id, by=actor, at=at)
    actions.work_on(dispatch_id=found.pk, at=at)
    return redirect("orders:order", order_id=found.delivery.order_id)


@require_http_methods(["GET", "POST"])
def simulated(request: HttpRequest, dispatch_id: UUID) -> HttpResponse:
    """The practice firm's page, for whoever keeps the shop: how it treats this errand from now on."""
    dispatch = access.dispatch_for_shop(signed_in(request), dispatch_id)
    courier, at = ports.couriers.named(NAME), clock.now()
    if dispatch.courier != NAME or not isinstance(courier, SimulatedCourier):
        raise NotFound
    if request.method == "POST":
        manner = request.POST.get("manner", "")
        if manner not in MANNERS or not courier.treat(dispatch_id=dispatch_id, manner=manner, code=request.POST.get("code", ""), at=at):
            raise CourierSilent
        return redirect("orders:order", order_id=dispatch.delivery.order_id)
    return render(request, "couriers/simulated.html", {"dispatch": dispatch})
