"""The shopkeeper's rounds: what she brings to which gate, rounds she could come along with, and a form for one of her own."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.places.public import landmarks
from ecosystem.web.pages import form_amount, form_key, signed_in
from merchants.shops.public import KEEPERS, MANAGERS, first_shop_of, holds_at

from . import actions, queries
from .actions.opening import Plan
from .errors import BadRound

# As the form offers them, in minutes: how long it stands at the gate, and how long before that it is cut off.
SPANS, BEFORE = (30, 60, 90, 120), (30, 60, 120, 240, 720)


@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    shop = first_shop_of(actor, KEEPERS)
    served = list(queries.rounds_at(shop.pk, since=at - timedelta(days=1)))
    by_gate = sorted(served, key=lambda one: (one.landmark.name, one.gate))
    context = {
        "shop": shop,
        "gates": [(gate, list(group)) for gate, group in groupby(by_gate, key=lambda one: (one.landmark.name, one.gate))],
        "to_serve": queries.rounds_to_serve(shop, at=at),
        "may_change": holds_at(actor, shop, MANAGERS),
        "at": at,
    }
    if getattr(request, "htmx", False):
        return render(request, "rounds/_rounds.html", context)
    first = (at.astimezone(clock.TOWN_TIME) + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
    form = {"landmarks": landmarks(), "spans": SPANS, "befores": BEFORE, "begins": first.strftime("%Y-%m-%dT%H:%M")}
    return render(request, "rounds/rounds.html", {**context, **form})


@require_POST
def open_one(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    form = request.POST
    begins_at = _moment(form.get("begins", ""))
    plan = Plan(
        landmark=form.get("landmark", ""),
        gate=form.get("gate", ""),
        begins_at=begins_at,
        ends_at=begins_at + timedelta(minutes=_number(form, "span")),
        cuts_off_at=begins_at - timedelta(minutes=_number(form, "before")),
        fee_minor=form_amount(request, "fee"),
        least=_number(form, "least"),
        most=_number(form, "most"),
    )
    actions.open_round(shop_id=first_shop_of(actor, KEEPERS).pk, plan=plan, key=form_key(request), by=actor, at=clock.now())
    messages.success(request, _("The round is open. Neighbours near the gate see it now."))
    return redirect("rounds:rounds")


@require_POST
def serve(request: HttpRequest, round_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    actions.serve_round(round_id=round_id, shop_id=first_shop_of(actor, KEEPERS).pk, by=actor, at=clock.now())
    return redirect("rounds:rounds")


@require_POST
def leave(request: HttpRequest, round_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    actions.leave_round(round_id=round_id, shop_id=first_shop_of(actor, KEEPERS).pk, by=actor, at=clock.now())
    return redirect("rounds:rounds")


@require_POST
def call_off(request: HttpRequest, round_id: UUID) -> HttpResponse:
    actions.call_off_round(round_id=round_id, by=signed_in(request), at=clock.now())
    return redirect("rounds:rounds")


def _moment(text: str) -> datetime:
    """A ``datetime-local`` field in the town's time. Raises ``BadRound``."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=clock.TOWN_TIME)
    except ValueError:
        raise BadRound from None


def _number(form: QueryDict, field: str) -> int:
    """Raises ``BadRound`` for what is no small whole number."""
    text = form.get(field, "").strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 3:
        raise BadRound
    return int(text)
