"""Looking ahead: the answer, what would cost less, thirty days line by line; and its panels on merchants' pages."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.consent.public import CASH_ADVICE, ConsentWithdrawn, standing_grant
from ecosystem.design import wording
from ecosystem.design.charts import Bar
from ecosystem.identity.public import Party
from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.kernel.money import from_text
from ecosystem.web.pages import form_amount, form_id, form_key, signed_in
from lending.offers.public import OwnersOnly, businesses_of

from . import actions, looking, queries, telling
from .errors import BadLookAhead, BadMonthlyCost
from .models import MonthlyCost

PLACES = ("today", "reorder", "purchase")


@require_GET
def ahead(request: HttpRequest) -> HttpResponse:
    by, at = signed_in(request), clock.now()
    owned = businesses_of(by)
    party = _chosen(owned, request.GET.get("party", ""))
    context: dict[str, Any] = {"owned": owned, "party": party, "at": at, "purpose": CASH_ADVICE}
    if standing_grant(party.pk, CASH_ADVICE.code, at) is not None:
        look = looking.look_ahead(party_id=party.pk, purchase_minor=_asked(request), pay_on=_day(request), by=by, at=at)
        said = queries.costs_of(party.pk)
        context |= {"costs": [(what, label, said.get(str(what))) for what, label in MonthlyCost.What.choices], **_shown(look)}
    return render(request, "advice/_ahead.html" if getattr(request, "htmx", False) else "advice/ahead.html", context)


@require_GET
def panel(request: HttpRequest, place: str) -> HttpResponse:
    """On ``today`` the month ahead; beside goods to order, the month with their cost in it. Nothing for whoever does not own the business."""
    by, at = signed_in(request), clock.now()
    if place not in PLACES:
        raise NotFound
    try:
        party = _chosen(businesses_of(by), request.GET.get("party", ""))
    except OwnersOnly:
        return HttpResponse()
    context: dict[str, Any] = {"party": party, "place": place, "amount": request.GET.get("amount", "")}
    try:
        minor = 0 if place == "today" else _minor(request)
        context |= _shown(looking.look_ahead(party_id=party.pk, purchase_minor=minor, by=by, at=at))
    except ConsentWithdrawn:
        context["look"] = None
    return render(request, "advice/_panel.html" if place == "today" else "advice/_beside.html", context)


@require_POST
def agree(request: HttpRequest) -> HttpResponse:
    party_id = form_id(request, "party")
    actions.agree_to_look_ahead(party_id=party_id, seen=request.POST.get("seen", ""), key=form_key(request), by=signed_in(request), at=clock.now())
    return _back(party_id)


@require_POST
def costs(request: HttpRequest) -> HttpResponse:
    """What is paid each month; an empty amount is nothing."""
    party_id = form_id(request, "party")
    said = [_said(request, what) for what in MonthlyCost.What.values if request.POST.get(f"{what}-amount", "").strip()]
    actions.say_costs(party_id=party_id, said=said, key=form_key(request), by=signed_in(request), at=clock.now())
    messages.success(request, _("Your monthly costs are kept, and counted below."))
    return _back(party_id)


def _said(request: HttpRequest, what: str) -> actions.Said:
    day = request.POST.get(f"{what}-day", "").strip()
    if not (day.isascii() and day.isdigit() and len(day) < 3):
        raise BadMonthlyCost
    return actions.Said(what, form_amount(request, f"{what}-amount"), int(day))


def _shown(look: looking.Look) -> dict[str, Any]:
    advice, (title, why) = look.advice, telling.answer(look)
    return {
        "look": look,
        "title": title,
        "why": why,
        "loan": telling.loan_in_words(advice.loan) if advice.loan else "",
        "ways": telling.ways(look),
        "days": telling.days(look),
        "grounds": telling.grounds(look),
        "bars": [Bar(date_format(day.on, "j"), float(day.closing_minor), wording.yuan(day.closing_minor)) for day in advice.days],
    }


def _chosen(owned: list[Party], wanted: str) -> Party:
    found = next((party for party in owned if str(party.pk) == wanted), None) if wanted else next(iter(owned), None)
    if found is None:
        raise OwnersOnly
    return found


def _asked(request: HttpRequest) -> int:
    """The purchase as typed, in yuan. Raises ``NotAnAmount``."""
    text = request.GET.get("amount", "").strip().lstrip("¥￥").replace(",", "")
    return from_text(text) if text else 0


def _minor(request: HttpRequest) -> int:
    """The purchase as a page of ours says it, in minor units."""
    text = request.GET.get("amount", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 13):
        raise BadLookAhead
    return int(text)


def _day(request: HttpRequest) -> date | None:
    text = request.GET.get("on", "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadLookAhead from None


def _back(party_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('advice:ahead')}?party={party_id}")
