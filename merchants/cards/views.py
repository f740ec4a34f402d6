"""A shop's prepaid cards, what it owes on them, what moved; and the bank's page of all custody."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.identity.public import require_operator
from ecosystem.kernel import clock
from ecosystem.web.pages import form_amount, form_key, signed_in
from merchants.shops.public import MANAGERS, first_shop_of

from . import actions, queries
from .errors import BadPlan


@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    shop = first_shop_of(signed_in(request), MANAGERS)
    custody, limits = queries.custody_for(shop.party_id), queries.limits_on(clock.business_date(clock.now()))
    context = {
        "shop": shop,
        "plans": queries.plans_of(shop.pk),
        "cards": queries.sold_at(shop.pk),
        "entries": queries.moved_at(shop.pk),
        "owed_minor": custody.paid_minor if custody else 0,
        "bonus_minor": custody.bonus_minor if custody else 0,
        "limits": limits,
        "bonus_part": limits.bonus_bp // 100,
    }
    return render(request, "cards/cards.html", context)


@require_POST
def define(request: HttpRequest) -> HttpResponse:
    actor, days = signed_in(request), request.POST.get("days", "")
    if not days.isdecimal() or len(days) > 4:
        raise BadPlan
    actions.define_plan(
        shop_id=first_shop_of(actor, MANAGERS).pk,
        name=request.POST.get("name", ""),
        price_minor=form_amount(request, "price"),
        bonus_minor=form_amount(request, "bonus"),
        bonus_days=int(days),
        key=form_key(request),
        by=actor,
        at=clock.now(),
    )
    return redirect("cards:cards")


@require_POST
def stop(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    actions.stop_plan(plan_id=plan_id, by=signed_in(request), at=clock.now())
    return redirect("cards:cards")


@require_GET
def custody(request: HttpRequest) -> HttpResponse:
    require_operator(signed_in(request))
    rows = queries.custody_by_merchant()
    sums = {"kept_minor": sum(row.balance_minor for row in rows), "owed_minor": sum(row.owed_minor for row in rows)}
    context = {"rows": rows, "checked": queries.last_checked(), "short": [row for row in rows if row.short_minor], "at": clock.now(), **sums}
    return render(request, "cards/custody.html", context)
