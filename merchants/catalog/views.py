"""The shop's goods: prices, stock and what is on sale, in place."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_amount, signed_in
from merchants.shops.public import shops_of

from . import access, actions, queries


@require_GET
def grid(request: HttpRequest) -> HttpResponse:
    shops = shops_of(signed_in(request))
    if not shops:
        raise NotFound
    page = _whole(request.GET.get("page", "1"))
    skus, more = queries.grid_of([shop.pk for shop in shops], text=request.GET.get("q", "")[:40], page=page)
    context = {"skus": skus, "shop": shops[0], "q": request.GET.get("q", ""), "next": page + 1 if more else None, "page": page}
    return render(request, "catalog/_grid.html" if getattr(request, "htmx", False) else "catalog/grid.html", context)


@require_POST
def price(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    sku = actions.change_price(
        sku_id=sku_id,
        price_minor=form_amount(request, "price"),
        seen_version=_whole(request.POST.get("version", "")),
        by=signed_in(request),
        at=clock.now(),
    )
    return _row(request, sku.pk)


@require_POST
def sale(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    verb = actions.put_on_sale if request.POST.get("on") == "1" else actions.take_off_sale
    return _row(request, verb(sku_id=sku_id, by=signed_in(request), at=clock.now()).pk)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    shops = shops_of(actor)
    if not shops:
        raise NotFound
    name_zh = request.POST.get("name_zh", "")
    article = actions.Article(
        code=request.POST.get("code", ""),
        name_zh=name_zh,
        name_en=request.POST.get("name_en", "") or name_zh,
        price_minor=form_amount(request, "price"),
    )
    actions.add_sku(shop_id=shops[0].pk, article=article, by=actor, at=clock.now())
    return redirect("catalog:grid")


def _whole(text: str) -> int:
    """A page or version number from an address or a hidden field; anything else is 0."""
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _row(request: HttpRequest, sku_id: UUID) -> HttpResponse:
    if not getattr(request, "htmx", False):
        return redirect("catalog:grid")
    return render(request, "catalog/_row.html", {"sku": access.sku_for(signed_in(request), sku_id)})
