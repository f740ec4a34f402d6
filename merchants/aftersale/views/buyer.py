"""The buyer's pages: ask for money back, see where it stands, answer."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_key, signed_in
from merchants.orders.public import order_for_buyer

from .. import access, actions, queries, rules
from ..models import Case
from .reading import asked_lines, shots


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    cases = queries.cases_of_buyer(actor.party_id) if actor.party_id else []
    return render(request, "aftersale/_mine.html" if getattr(request, "htmx", False) else "aftersale/mine.html", {"cases": cases, "at": clock.now()})


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, order_id: UUID) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    if request.method == "POST":
        wanted = actions.Application(
            order_id,
            request.POST.get("kind", ""),
            request.POST.get("reason", ""),
            request.POST.get("note", "").strip()[: rules.LONGEST_TEXT],
            asked_lines(request),
            shots(request),
        )
        return redirect("after-sales:case", case_id=actions.apply(application=wanted, key=form_key(request), by=actor, at=at).pk)
    order = order_for_buyer(actor, order_id)
    terms = queries.terms_on(order.shop.category, clock.business_date(at))
    until = rules.window_until(order.completed_at, terms.window_hours) if order.completed_at else None
    lines = [line for line in queries.lines_left(order) if line.undecided]
    reasons = [(value, label) for value, label in Case.Reason.choices if value in rules.BUYERS_REASONS and (value != "not_wanted" or terms.unwanted)]
    context = {
        "order": order,
        "lines": lines,
        "reasons": reasons,
        "kinds": Case.Kind.choices,
        "until": until,
        "open": bool(until and at <= until and lines),
        "terms": terms,
        "at": at,
    }
    return render(request, "aftersale/apply.html", context)


@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    found = queries.whole(access.case_for_buyer(signed_in(request), case_id).pk)
    context = {"case": found, "side": "buyer", "refund": queries.refund_of(found), "at": clock.now()}
    return render(request, "aftersale/_case.html" if getattr(request, "htmx", False) else "aftersale/my_case.html", context)


@require_GET
def of_order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """What was asked for of an order, and the way to ask, for the order's page."""
    order = order_for_buyer(signed_in(request), order_id)
    at = clock.now()
    terms = queries.terms_on(order.shop.category, clock.business_date(at))
    open_until = rules.window_until(order.completed_at, terms.window_hours) if order.completed_at else None
    context = {
        "order": order,
        "cases": queries.cases_of_order(order_id),
        "until": open_until,
        "open": bool(open_until and at <= open_until),
        "at": at,
    }
    return render(request, "aftersale/_of_my_order.html", context)


def _withdraw(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    return actions.withdraw(case_id=case_id, by=by, at=clock.now())


def _take(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    return actions.answer_offer(case_id=case_id, taken=True, key=form_key(request), by=by, at=clock.now())


def _leave(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    return actions.answer_offer(case_id=case_id, taken=False, key=form_key(request), by=by, at=clock.now())


def _send_back(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    return actions.send_back(case_id=case_id, text=request.POST.get("text", ""), shots=shots(request), by=by, at=clock.now())


def _escalate(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    return actions.escalate(case_id=case_id, text=request.POST.get("text", ""), shots=shots(request), by=by, at=clock.now())


def _say(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    access.case_for_buyer(by, case_id)
    return actions.say(case_id=case_id, text=request.POST.get("text", ""), shots=shots(request), by=by, at=clock.now())


ACTS: dict[str, Callable[[HttpRequest, UUID, Actor], object]] = {
    "withdraw": _withdraw,
    "take-offer": _take,
    "leave-offer": _leave,
    "send-back": _send_back,
    "escalate": _escalate,
    "say": _say,
}


@require_POST
def act(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    """One of the case's buttons."""
    by = signed_in(request)
    if name not in ACTS:
        raise NotFound
    ACTS[name](request, case_id, by)
    return redirect("after-sales:case", case_id=case_id)
