"""What lies on the shelves, and one article's history with what can be done about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.web.pages import form_amount, form_decimal, form_key, signed_in

from .. import actions, queries
from ..errors import BatchNeeded
from ..models import Setting
from ..words import ADJUSTMENTS
from .choosing import chosen_level, chosen_shop, page_number


@require_GET
def stock(request: HttpRequest) -> HttpResponse:
    shop, shops = chosen_shop(request)
    text, only, page = request.GET.get("q", "")[:40], request.GET.get("only", ""), page_number(request)
    levels, more = queries.levels_in(shop.pk, text=text, only=only, page=page)
    context = {"shop": shop, "shops": shops, "levels": levels, "q": text, "only": only, "page": page, "next": page + 1 if more else None}
    if getattr(request, "htmx", False):
        return render(request, "stock/_levels.html", {**context, "coming": queries.in_transit_to(shop.pk)})
    today = clock.business_date(clock.now())
    context |= {
        "worth": queries.worth_of(shop.pk),
        "coming": queries.in_transit_to(shop.pk),
        "expiring": queries.expiring_in(shop.pk, today=today),
        "quarantined": queries.quarantined_in(shop.pk),
        "today": today,
        "goes_below": Setting.objects.filter(shop=shop, counter_may_go_below=True).exists(),
    }
    return render(request, "stock/stock.html", context)


@require_POST
def setting(request: HttpRequest) -> HttpResponse:
    shop, _shops = chosen_shop(request)
    actions.let_counter_go_below(shop_id=shop.pk, allowed=request.POST.get("on") == "1", by=signed_in(request), at=clock.now())
    return _back_to(shop.pk)


@require_POST
def quarantine(request: HttpRequest, quarantine_id: UUID) -> HttpResponse:
    restock = request.POST.get("restock") == "1"
    held = actions.decide_quarantine(quarantine_id=quarantine_id, restock=restock, by=signed_in(request), at=clock.now())
    return _back_to(held.level.shop_id)


@require_POST
def write_off(request: HttpRequest, batch_id: int) -> HttpResponse:
    shop, _shops = chosen_shop(request)
    actions.write_off_batch(shop_id=shop.pk, batch_id=batch_id, key=form_key(request), by=signed_in(request), at=clock.now())
    return _back_to(shop.pk)


@require_GET
def article(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    level = chosen_level(request, sku_id)
    context = {
        "level": level,
        "history": queries.history_of(level),
        "batches": queries.batches_of(level),
        "reasons": ADJUSTMENTS.items(),
        "coming": queries.in_transit_to(level.shop_id).get(sku_id),
        "today": clock.business_date(clock.now()),
    }
    return render(request, "stock/article.html", context)


@require_POST
def receive(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    level = chosen_level(request, sku_id)
    line = actions.ReceiptLine(
        sku_id,
        form_decimal(request, "quantity"),
        form_amount(request, "cost"),
        request.POST.get("supplier", "").strip()[:80],
        batch=request.POST.get("batch", "").strip()[:40],
        expires_on=_day(request, level.sku.name),
    )
    actions.receive_stock(shop_id=level.shop_id, lines=[line], key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("stock:article", sku_id=sku_id)


@require_POST
def adjust(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    level = chosen_level(request, sku_id)
    actions.adjust_stock(
        shop_id=level.shop_id,
        sku_id=sku_id,
        quantity=form_decimal(request, "quantity"),
        reason=request.POST.get("reason", ""),
        key=form_key(request),
        by=signed_in(request),
        at=clock.now(),
    )
    return redirect("stock:article", sku_id=sku_id)


@require_POST
def count(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    level = chosen_level(request, sku_id)
    counted = form_decimal(request, "counted")
    actions.set_on_hand(sku_id=sku_id, shop_id=level.shop_id, counted=counted, reason="shelf", by=signed_in(request), at=clock.now())
    return redirect("stock:article", sku_id=sku_id)


@require_POST
def limits(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    level = chosen_level(request, sku_id)
    values: dict[str, Decimal] = {"safety": form_decimal(request, "safety"), "backorder_limit": form_decimal(request, "backorder_limit")}
    actions.set_shelf_limits(shop_id=level.shop_id, sku_id=sku_id, by=signed_in(request), at=clock.now(), **values)
    return redirect("stock:article", sku_id=sku_id)


@require_POST
def by_batch(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    level = chosen_level(request, sku_id)
    actions.track_batches(shop_id=level.shop_id, sku_id=sku_id, by=signed_in(request), at=clock.now())
    return redirect("stock:article", sku_id=sku_id)


def _day(request: HttpRequest, name: str) -> date | None:
    """The expiry as the browser's date field sends it."""
    text = request.POST.get("expires_on", "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BatchNeeded(names=name) from None


def _back_to(shop_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('stock:stock')}?shop={shop_id}")
