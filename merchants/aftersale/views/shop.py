"""The shop's cases: what waits for it, one case, and refunding of its own accord."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.design import wording
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_amount, form_key, signed_in
from merchants.orders.public import OUTSIDE, Order, order_for_shop
from merchants.shops.public import shops_of

from .. import access, actions, queries
from ..models import CaseLine
from .reading import asked_lines, places, shots


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    shops = shops_of(signed_in(request))
    if not shops:
        raise NotFound
    context = {"cases": queries.cases_of_shops([shop.pk for shop in shops]), "waiting": queries.FOR_THE_SHOP, "at": clock.now()}
    return render(request, "aftersale/_cases.html" if getattr(request, "htmx", False) else "aftersale/cases.html", context)


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """How many cases wait for the shop."""
    return render(request, "aftersale/_count.html", {"waiting": queries.waiting_count([shop.pk for shop in shops_of(signed_in(request))])})


@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    found = queries.whole(access.case_for_shop(signed_in(request), case_id).pk)
    context = {
        "case": found,
        "side": "shop",
        "undecided": [line for line in found.lines.all() if not line.restock],
        "restock": CaseLine.Restock.choices,
        "refund": queries.refund_of(found),
        "at": clock.now(),
    }
    return render(request, "aftersale/_case.html" if getattr(request, "htmx", False) else "aftersale/case.html", context)


def _agree(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    return actions.agree(case_id=case_id, with_delivery_fee="fee" in request.POST, key=form_key(request), by=by, at=clock.now())


def _reject(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    return actions.reject(case_id=case_id, reason=request.POST.get("reason", ""), shots=shots(request), by=by, at=clock.now())


def _offer(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    amount, reason = form_amount(request, "amount"), request.POST.get("reason", "")
    return actions.offer(case_id=case_id, amount_minor=amount, reason=reason, shots=shots(request), by=by, at=clock.now())


def _accept(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    return actions.accept_goods(case_id=case_id, restock=places(request), key=form_key(request), by=by, at=clock.now())


def _refuse(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    return actions.refuse_goods(case_id=case_id, reason=request.POST.get("reason", ""), shots=shots(request), by=by, at=clock.now())


def _restock(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    return actions.decide_restock(case_id=case_id, choices=places(request), key=form_key(request), by=by, at=clock.now())


def _say(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    access.case_for_shop(by, case_id)
    return actions.say(case_id=case_id, text=request.POST.get("text", ""), shots=shots(request), by=by, at=clock.now())


ACTS: dict[str, Callable[[HttpRequest, UUID, Actor], object]] = {
    "agree": _agree,
    "reject": _reject,
    "offer": _offer,
    "accept-goods": _accept,
    "refuse-goods": _refuse,
    "restock": _restock,
    "say": _say,
}


@require_POST
def act(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    """One of the case's buttons."""
    by = signed_in(request)
    if name not in ACTS:
        raise NotFound
    ACTS[name](request, case_id, by)
    return redirect("aftersale:case", case_id=case_id)


@require_GET
def of_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """What came back of an order and what may still, for the order's page."""
    order = order_for_shop(signed_in(request), order_id)
    completed = order.status == Order.Status.COMPLETED
    lines = queries.lines_left(order) if completed else []
    context = {
        "order": order,
        "cases": queries.cases_of_order(order_id),
        "lines": lines,
        "left": any(line.left for line in lines),
        "at_counter": order.tender in OUTSIDE,
        "restock": CaseLine.Restock.choices,
        "at": clock.now(),
    }
    return render(request, "aftersale/_of_order.html", context)


@require_POST
def refund(request: HttpRequest, order_id: UUID) -> HttpResponse:
    done = actions.refund_lines(
        order_id=order_id,
        asked=asked_lines(request),
        reason=request.POST.get("reason", ""),
        with_delivery_fee="fee" in request.POST,
        key=form_key(request),
        by=signed_in(request),
        at=clock.now(),
    )
    messages.success(request, _("%(amount)s is on its way back to the buyer.") % {"amount": wording.yuan(done.amount_minor or 0)})
    return redirect("orders:order", order_id=order_id)
