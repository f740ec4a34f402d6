"""The counter: pick what is sold, show the code, see it paid."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_key, signed_in
from merchants.catalog.public import Sku, shelf_of
from merchants.orders.public import Wanted, order_for_shop, with_lines
from merchants.shops.public import Shop, shops_of

from . import actions


@require_GET
def till(request: HttpRequest) -> HttpResponse:
    skus = shelf_of(_shop(request).pk, text=request.GET.get("q", "")[:40], most=24)
    return render(
        request, "till/_choices.html" if getattr(request, "htmx", False) else "till/till.html", {"skus": skus, "q": request.GET.get("q", "")}
    )


@require_POST
def ring_up(request: HttpRequest) -> HttpResponse:
    shop = _shop(request)
    wanted = _wanted(request)
    prices = dict(Sku.objects.filter(shop=shop, pk__in=list(wanted)).values_list("pk", "price_minor"))
    lines = [Wanted(sku_id, quantity, prices[sku_id]) for sku_id, quantity in wanted.items() if sku_id in prices]
    order = actions.ring_up(shop_id=shop.pk, wanted=lines, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("till:code", order_id=order.pk)


@require_GET
def code(request: HttpRequest, order_id: UUID) -> HttpResponse:
    order = with_lines(order_for_shop(signed_in(request), order_id).pk)
    address = request.build_absolute_uri(f"/pay/{order.pk}/")
    picture = segno.make(address, error="m").svg_inline(scale=6, omitsize=True, svgclass="code-svg", lineclass=None)
    context = {"order": order, "address": address, "picture": mark_safe(picture)}  # noqa: S308 - our own SVG
    return render(request, "till/_code.html" if getattr(request, "htmx", False) else "till/code.html", context)


def _shop(request: HttpRequest) -> Shop:
    shops = shops_of(signed_in(request))
    if not shops:
        raise NotFound
    return shops[0]


def _wanted(request: HttpRequest) -> dict[UUID, Decimal]:
    wanted = {}
    for field, value in request.POST.items():
        if field.startswith("sku-"):
            try:
                sku_id, quantity = UUID(field.removeprefix("sku-")), Decimal(str(value) or "0")
            except (ValueError, InvalidOperation):
                raise NotFound from None
            if not quantity.is_finite():
                raise NotFound
            if quantity:
                wanted[sku_id] = quantity
    return wanted
