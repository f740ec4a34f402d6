"""What a shop sells ahead, and what the bank keeps for those who bought it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.ledger.public import balance_of, custody_of
from ecosystem.web.pages import form_amount, form_id, form_key, signed_in
from merchants.catalog.public import Sku
from merchants.shops.public import MANAGERS, first_shop_of

from . import actions, queries
from .errors import BadProduct


@require_GET
def vouchers(request: HttpRequest) -> HttpResponse:
    shop = first_shop_of(signed_in(request), MANAGERS)
    context = {
        "shop": shop,
        "products": queries.products_of(shop.pk),
        "skus": Sku.objects.filter(shop=shop, on_sale=True).order_by("name_en", "pk")[:500],
        "custody_minor": balance_of(custody_of(shop.party_id)),
    }
    return render(request, "vouchers/vouchers.html", context)


@require_POST
def define(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    shop, numbers = first_shop_of(actor, MANAGERS), {name: request.POST.get(name, "") for name in ("uses", "days")}
    if not all(text.isdecimal() and len(text) <= 4 for text in numbers.values()):
        raise BadProduct
    actions.define_product(
        shop_id=shop.pk,
        sku_id=form_id(request, "sku"),
        name=request.POST.get("name", ""),
        uses=int(numbers["uses"]),
        price_minor=form_amount(request, "price"),
        valid_days=int(numbers["days"]),
        key=form_key(request),
        by=actor,
        at=clock.now(),
    )
    return redirect("vouchers:vouchers")


@require_POST
def stop(request: HttpRequest, product_id: UUID) -> HttpResponse:
    actions.stop_product(product_id=product_id, by=signed_in(request), at=clock.now())
    return redirect("vouchers:vouchers")
