"""The operator's disputes, and refunds that did not get through."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.identity.public import require_operator
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_amount, form_key, signed_in

from .. import actions, queries


@require_GET
def disputes(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    require_operator(actor)
    context = {"cases": queries.disputes(), "stuck": queries.stuck(), "me": actor.name, "at": clock.now()}
    return render(request, "aftersale/disputes.html", context)


@require_GET
def dispute(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    found = queries.whole(actions.read_dispute(case_id=case_id, by=actor, at=clock.now()).pk)
    threshold = queries.terms_of(found).second_from_minor
    context = {
        "case": found,
        "side": "platform",
        "refund": queries.refund_of(found),
        "threshold": threshold,
        "takes_two": found.asked_minor >= threshold,
        "me": actor.name,
        "at": clock.now(),
    }
    return render(request, "aftersale/dispute.html", context)


def _decide(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    part = form_amount(request, "amount") if request.POST.get("amount", "").strip() else None
    for_buyer = request.POST.get("for") == "buyer"
    return actions.decide(
        case_id=case_id,
        refund=for_buyer,
        amount_minor=part if for_buyer else None,
        reason=request.POST.get("reason", ""),
        key=form_key(request),
        by=by,
        at=clock.now(),
    )


def _second(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    return actions.second(case_id=case_id, agree=request.POST.get("agree") == "1", key=form_key(request), by=by, at=clock.now())


def _retry(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    return actions.retry_refund(case_id=case_id, key=form_key(request), by=by, at=clock.now())


def _ask(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    sent_to = request.POST.get("account", "")
    return actions.ask_by_hand(case_id=case_id, sent_to=sent_to, key=form_key(request), by=by, at=clock.now())


def _send(request: HttpRequest, case_id: UUID, by: Actor) -> object:
    return actions.send_by_hand(case_id=case_id, key=form_key(request), by=by, at=clock.now())


ACTS: dict[str, Callable[[HttpRequest, UUID, Actor], object]] = {
    "decide": _decide,
    "second": _second,
    "retry": _retry,
    "ask-by-hand": _ask,
    "send-by-hand": _send,
}


@require_POST
def act(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    by = signed_in(request)
    require_operator(by)
    if name not in ACTS:
        raise NotFound
    ACTS[name](request, case_id, by)
    return redirect("disputes:dispute", case_id=case_id)
