"""What runs low, by supplier, and one tap to a draft."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.web.pages import form_key, signed_in
from merchants.catalog.public import Sku
from merchants.shops.public import BUYERS, OWNERS, shops_of, shops_where

from .. import actions, queries
from ..models import ReorderRule
from ..rules import Season
from . import reading
from .crediting import panels


@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    shops = shops_of(actor, BUYERS)
    if not shops:
        raise NotFound
    at = clock.now()
    shop, baskets = shops[0], queries.baskets_for(shops[0].pk, at=at)
    cost = sum(basket.cost_minor for basket in baskets)
    context = {
        "baskets": baskets,
        "balance": balance_of(deposit_of(shop.party_id)),
        "shop": shop,
        "panels": panels("reorder", shop.party_id, cost) if cost and shops_of(actor, OWNERS) else [],
    }
    return render(request, "procurement/reorder.html", context)


@require_POST
def draft(request: HttpRequest, supplier_id: UUID) -> HttpResponse:
    actor = signed_in(request)
    shops = shops_of(actor, BUYERS)
    if not shops:
        raise NotFound
    order = actions.draft_suggested(shop_id=shops[0].pk, supplier_id=supplier_id, key=form_key(request), by=actor, at=clock.now())
    return redirect("procurement:document", order_id=order.pk)


@require_POST
def reordering(request: HttpRequest, supplier_id: UUID) -> HttpResponse:
    """Whether what runs low of a supplier is only shown, or put on a draft each night."""
    actor, trigger = signed_in(request), request.POST.get("trigger", "")
    shops = shops_of(actor, BUYERS)
    if not shops:
        raise NotFound
    actions.set_reordering(shop_id=shops[0].pk, supplier_id=supplier_id, trigger=trigger, by=actor, at=clock.now())
    return redirect("procurement:price-list", supplier_id=supplier_id)


def rule(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    """How little of an article is too little: the form, and what it sends."""
    actor, form = signed_in(request), request.POST
    if request.method == "POST":
        starts, until = reading.day(form.get("season_from", "")), reading.day(form.get("season_until", ""))
        season = Season(starts, until, int(reading.number(form.get("season", "") or "100") * 100)) if starts and until else None
        actions.set_reorder_rule(
            sku_id=sku_id,
            minimum=reading.number(form.get("minimum", "")),
            maximum=reading.number(form.get("maximum", "")),
            review_days=reading.whole(form.get("review_days", "7")),
            snoozed_until=reading.day(form.get("snoozed_until", "")),
            lead_days=reading.whole(form["lead_days"]) if form.get("lead_days", "").strip() else None,
            season=season,
            trigger=form.get("trigger", ""),
            by=actor,
            at=clock.now(),
        )
        return redirect("procurement:reorder")
    sku = Sku.objects.filter(pk=sku_id, shop__in=shops_where(actor, BUYERS)).first()
    if sku is None:
        raise NotFound
    found = ReorderRule.objects.filter(sku=sku).first() or ReorderRule(sku=sku)
    return render(request, "procurement/rule.html", {"sku": sku, "rule": found, "triggers": ReorderRule.Trigger.choices})
