"""The supplier's side: what it is asked to quote, and its quote. The same by a signed link, without an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import Conflict, NotFound
from ecosystem.web.pages import signed_in
from merchants.onboarding.public import answered
from merchants.procurement.public import SERVERS, suppliers_of

from .. import access, actions, links, queries
from ..models import Quotation
from . import meeting, reading

HOLDS_DAYS = 14


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    if not suppliers_of(actor, SERVERS).exists():
        raise NotFound
    found = list(queries.requests_for(access.suppliers_quotations(actor)))
    context = {"waiting": [one for one in found if one.ended_at is None], "ended": [one for one in found if one.ended_at], "at": clock.now()}
    return render(request, "sourcing/_requests.html" if getattr(request, "htmx", False) else "sourcing/requests.html", context)


@require_GET
def quotation(request: HttpRequest, quotation_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    actions.view_quotation(quotation_id=quotation_id, by=actor, at=clock.now())
    return render(request, "sourcing/quotation.html", context_of(quotation_id))


@require_POST
def step(request: HttpRequest, quotation_id: UUID, name: str) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    try:
        if name == "quote":
            seen = reading.whole(request.POST.get("number", ""))
            actions.submit_quote(quotation_id=quotation_id, terms=reading.terms(request), seen_number=seen, by=actor, at=at)
        elif name == "decline":
            actions.decline_quote(quotation_id=quotation_id, reason=request.POST.get("reason", ""), by=actor, at=at)
        else:
            raise NotFound
    except Conflict as refusal:
        return render(request, "sourcing/quotation.html", met(request, quotation_id, refusal), status=409)
    return redirect("sourcing:quotation", quotation_id=quotation_id)


@require_GET
def attachment(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """What was attached to a quote, for its buyer and its supplier."""
    return answered(*actions.open_attachment(document_id=document_id, by=signed_in(request), at=clock.now()))


@require_GET
def linked_attachment(request: HttpRequest, token: str, document_id: UUID) -> HttpResponse:
    return answered(*actions.open_by_link(token=token, document_id=document_id, at=clock.now()))


@require_GET
def linked(request: HttpRequest, token: str) -> HttpResponse:
    found = actions.view_by_link(token=token, at=clock.now())
    return _by_link(request, token, context_of(found.pk))


def _by_link(request: HttpRequest, token: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    response = render(request, "sourcing/linked.html", {**context, "token": token}, status=status)
    # The address is the key: it is told to no other site. To none at all, the browser would call our own forms a stranger's.
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def linked_step(request: HttpRequest, token: str, name: str) -> HttpResponse:
    at = clock.now()
    quotation_id = links.read(token, at=at)
    try:
        if name == "quote":
            seen = reading.whole(request.POST.get("number", ""))
            actions.submit_by_link(token=token, terms=reading.terms(request), seen_number=seen, at=at)
        elif name == "decline":
            actions.decline_by_link(token=token, reason=request.POST.get("reason", ""), at=at)
        else:
            raise NotFound
    except Conflict as refusal:
        return _by_link(request, token, met(request, quotation_id, refusal), status=409)
    return redirect("sourcing:linked", token=token)


def met(request: HttpRequest, quotation_id: UUID, refusal: Conflict) -> dict[str, Any]:
    """A colleague quoted first, or the time is over: what changed, and what was typed where it was typed."""
    context = context_of(quotation_id)
    sent, whole = request.POST, context["quotation"]
    if not context["may_answer"]:
        return {**context, "refusal": refusal, "lost": meeting.typed_quote(whole, sent)}
    return {**context, "refusal": refusal, "typed": sent, "moved": list(meeting.requoted(whole, reading.whole(sent.get("number", "")), sent))}


def context_of(quotation_id: UUID) -> dict[str, Any]:
    """A supplier's own quotation: the request's lines with what it said of each last."""
    at = clock.now()
    whole: Quotation = queries.quotation_whole(quotation_id)
    newest = next((one for one in whole.versions.all() if one.number == whole.number), None)
    said = {row.line_id: row for row in newest.lines.all()} if newest else {}
    holds = max((row.valid_until for row in said.values()), default=clock.business_date(at) + timedelta(days=HOLDS_DAYS))
    return {
        "quotation": whole,
        "rfq": whole.rfq,
        "lines": [(line, said.get(line.pk)) for line in whole.rfq.lines.all()],
        "newest": newest,
        "taxed": "1" if newest is None or newest.tax_included else "0",
        "valid_until": max(holds, clock.business_date(at)),
        "may_answer": whole.may_answer and whole.rfq.is_open and whole.rfq.answer_by > at,
        "today": clock.business_date(at),
        "at": at,
    }
