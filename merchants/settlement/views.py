"""The operator's tariffs: what is in force, what waits for a second person, and a new draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.identity.public import require_operator
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import NotFound
from ecosystem.places.public import Neighbourhood
from ecosystem.web.pages import form_id, form_key, signed_in
from merchants.shops.public import Category

from . import actions, queries
from .checking import Fault
from .forms import FIELDS, row_of, typed
from .models import CHANNELS, CommissionRule, Tariff

BLANK_ROWS = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """A tariff with its rules, and what stands in the way of publishing it."""

    tariff: Tariff
    rules: list[CommissionRule]
    faults: list[Fault]
    in_force: bool
    mine: bool


@require_GET
def tariffs(request: HttpRequest) -> HttpResponse:
    actor, at = require_operator(signed_in(request)), clock.now()
    shown = _shown(actor, clock.business_date(at))
    context = {
        "tariffs": shown,
        "waits": [(wait, Category(wait.category).label if wait.category else "") for wait in queries.waits()],
        "categories": Category.choices,
        "at": at,
    }
    return render(request, "settlement/tariffs.html", context)


def _shown(actor: Actor, today: Any) -> list[Shown]:
    rows = list(queries.tariffs())
    begun = [row.pk for row in sorted(rows, key=lambda row: row.from_on) if row.status == Tariff.Status.PUBLISHED and row.from_on <= today]
    shown = []
    for row in rows:
        rules = list(row.rules.all())
        faults = queries.faults_in([rule.conditions for rule in rules]) if row.status == Tariff.Status.DRAFT else []
        shown.append(Shown(row, rules, faults, row.pk in begun[-1:], row.drafted_by == actor.name))
    return shown


@require_GET
def new(request: HttpRequest) -> HttpResponse:
    """A form that begins with the rules in force, and a few empty rows above the last."""
    require_operator(signed_in(request))
    at = clock.now()
    applied, tax_rate = queries.rules_on(clock.business_date(at))
    rules = {rule.pk: rule for rule in CommissionRule.objects.filter(pk__in=[rule.id for rule in applied])}
    rows = [row_of(rules[rule.id]) for rule in applied]
    blank = dict.fromkeys(FIELDS, "")
    context = {
        "rows": [*rows[:-1], *[blank] * BLANK_ROWS, *rows[-1:]],
        "tax": format((tax_rate * 100).normalize(), "f"),
        "tomorrow": clock.business_date(at) + timedelta(days=1),
        "channels": CHANNELS.items(),
        "categories": Category.choices,
        "neighbourhoods": Neighbourhood.objects.order_by("code"),
        "at": at,
    }
    return render(request, "settlement/draft.html", context)


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    actor = require_operator(signed_in(request))
    told = typed(request.POST)
    key = form_key(request)
    actions.draft_tariff(drafts=told.drafts, from_on=told.from_on, tax_rate=told.tax_rate, key=key, by=actor, at=clock.now())
    return redirect("settlement:tariffs")


@require_POST
def publish(request: HttpRequest, tariff_id: int) -> HttpResponse:
    actions.publish_tariff(tariff_id=tariff_id, by=require_operator(signed_in(request)), at=clock.now())
    return redirect("settlement:tariffs")


@require_POST
def discard(request: HttpRequest, tariff_id: int) -> HttpResponse:
    actions.discard_tariff(tariff_id=tariff_id, by=require_operator(signed_in(request)), at=clock.now())
    return redirect("settlement:tariffs")


@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """How long a category, or one shop, waits."""
    actor, days = require_operator(signed_in(request)), request.POST.get("days", "")
    if not days.isdecimal():
        raise NotFound
    shop_id = form_id(request, "shop") if request.POST.get("shop") else None
    actions.set_hold_days(days=min(int(days), 10_000), category=request.POST.get("category", ""), shop_id=shop_id, by=actor, at=clock.now())
    return redirect("settlement:tariffs")
