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
from merchants.shops.public import BUYERS, shops_of

from .. import actions, queries
from . import reading


@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    shops = shops_of(signed_in(request), BUYERS)
    if not shops:
        raise NotFound
    at = clock.now()
    context = {"baskets": queries.baskets_for(shops[0].pk, at=at), "balance": balance_of(deposit_of(shops[0].party_id)), "shop": shops[0]}
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
def rule(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    actions.set_reorder_rule(
        sku_id=sku_id,
        minimum=reading.number(request.POST.get("minimum", "")),
        maximum=reading.number(request.POST.get("maximum", "")),
        review_days=reading.whole(request.POST.get("review_days", "7")),
        snoozed_until=reading.day(request.POST.get("snoozed_until", "")),
        by=signed_in(request),
        at=clock.now(),
    )
    return redirect("procurement:reorder")
