"""The shop's goods in a grid: prices and what is on sale in place, many at once, and how to take it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_amount, signed_in
from merchants.shops.public import Shop, shops_of

from .. import access, actions, queries, rules
from ..errors import PriceMoved
from ..models import Unit
from .reading import form_bulk, form_tax, is_htmx, shop_of, ticked, whole


@require_GET
def grid(request: HttpRequest) -> HttpResponse:
    shop = shop_of(request)
    context = _context(request, shop, request.GET)
    if is_htmx(request):
        return render(request, "catalog/_grid.html", context)
    return render(request, "catalog/grid.html", {**context, "shops": shops_of(signed_in(request)), "units": Unit.choices})


@require_GET
def scan(request: HttpRequest) -> HttpResponse:
    """What a scanner typed: the article's page, or the form to add it with the barcode filled in."""
    code = request.GET.get("code", "").strip()[:40]
    shop = shop_of(request)
    found = queries.by_code(shop.pk, code)
    if found:
        return redirect("catalog:article", sku_id=found)
    context = _context(request, shop, {"q": ""})
    return render(request, "catalog/grid.html", {**context, "scanned": code, "units": Unit.choices, "shops": [shop]})


@require_POST
def price(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    """Another price; if somebody was quicker, the row with what changed and with what was typed."""
    actor, at = signed_in(request), clock.now()
    seen = whole(request.POST.get("version", ""))
    try:
        sku = actions.change_price(sku_id=sku_id, price_minor=form_amount(request, "price"), seen_version=seen, by=actor, at=at)
    except PriceMoved:
        if not is_htmx(request):
            raise
        context = {"sku": access.sku_for(actor, sku_id), "typed": request.POST.get("price", "")[:20], "was": request.POST.get("was", "")[:20]}
        return render(request, "catalog/_row.html", context, status=409)
    return _row(request, sku.pk)


@require_POST
def sale(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    verb = actions.put_on_sale if request.POST.get("on") == "1" else actions.take_off_sale
    return _row(request, verb(sku_id=sku_id, by=signed_in(request), at=clock.now()).pk)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    shop, name_zh = shop_of(request), request.POST.get("name_zh", "")
    barcode = request.POST.get("barcode", "").strip()
    article = actions.Article(
        code=request.POST.get("code", "").strip() or barcode,
        name_zh=name_zh,
        name_en=request.POST.get("name_en", "") or name_zh,
        price_minor=form_amount(request, "price"),
        section_zh=request.POST.get("section_zh", ""),
        section_en=request.POST.get("section_zh", ""),
        barcode=barcode,
        tax_bp=form_tax(request, "tax"),
        units=rules.sold_by(request.POST.get("unit", "piece")),
    )
    actions.add_sku(shop_id=shop.pk, article=article, by=signed_in(request), at=clock.now())
    return redirect("catalog:grid")


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Do one thing to all that are ticked; if some were changed meanwhile, the grid with the ticks and what was typed."""
    shop, seen = shop_of(request), ticked(request)
    try:
        batch = actions.change_many(shop_id=shop.pk, seen=seen, bulk=form_bulk(request), by=signed_in(request), at=clock.now())
    except PriceMoved as moved:
        changed = {item["sku"] for item in moved.details["items"]}
        context = {**_context(request, shop, request.POST), "refusal": moved, "ticked": {str(pk) for pk in seen}, "moved": changed}
        return render(request, "catalog/_grid.html" if is_htmx(request) else "catalog/grid.html", {**context, "units": Unit.choices}, status=409)
    if not is_htmx(request):
        return redirect("catalog:batch", batch_id=batch.pk)
    return render(request, "catalog/_grid.html", {**_context(request, shop, request.POST), "done": batch})


@require_GET
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    found = access.batch_for(signed_in(request), batch_id)
    return render(request, "catalog/batch.html", {"batch": found, "can_undo": not found.undone_at and clock.now() <= found.undo_until})


@require_POST
def undo(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    done = actions.undo_batch(batch_id=batch_id, by=signed_in(request), at=clock.now())
    return render(request, "catalog/_undone.html" if is_htmx(request) else "catalog/batch.html", {"undone": done, "batch": done.batch})


@require_GET
def labels(request: HttpRequest) -> HttpResponse:
    """Price labels of what is ticked, or of a page of the grid, ready to print."""
    shop = shop_of(request)
    chosen = [value.partition(":")[0] for value in request.GET.getlist("sku")]
    return render(request, "catalog/labels.html", {"labels": queries.labels_of(shop.pk, chosen), "shop": shop})


def _context(request: HttpRequest, shop: Shop, told: Any) -> dict[str, Any]:
    page, text = whole(told.get("page", "1")), told.get("q", "")[:40]
    skus, more = queries.grid_of([shop.pk], text=text, page=page)
    at = clock.now()
    undoable = [each for each in queries.batches_of(shop.pk, most=3) if not each.undone_at and at <= each.undo_until]
    return {"skus": skus, "shop": shop, "q": text, "page": max(page, 1), "next": max(page, 1) + 1 if more else None, "undoable": undoable, "at": at}


def _row(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    if not is_htmx(request):
        return redirect("catalog:grid")
    sku = access.sku_for(signed_in(request), sku_id)
    if sku.archived_at:
        raise NotFound
    return render(request, "catalog/_row.html", {"sku": sku})
