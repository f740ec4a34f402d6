"""The shopkeeper's group-buys: what she offers, which groups form, and a form for another."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock, money
from ecosystem.web.pages import form_id, form_key, signed_in
from merchants.catalog.public import Sku
from merchants.shops.public import MANAGERS, first_shop_of

from . import actions, queries
from .errors import BadGroupBuy


@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    shop, at = first_shop_of(signed_in(request), MANAGERS), clock.now()
    context = {
        "shop": shop,
        "offers": [(offer, offer.state(at)) for offer in queries.group_buys_of(shop.pk)],
        "groups": queries.groups_at(shop.pk),
        "skus": Sku.objects.filter(shop=shop, on_sale=True).order_by("name_en", "pk")[:500],
        "rungs": [(1, "3"), (2, "5"), (3, "")],
        "at": at,
    }
    return render(request, "groups/groups.html", context)


@require_POST
def set_up(request: HttpRequest) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    hours, days = request.POST.get("hours", ""), request.POST.get("days", "")
    if not all(text.isdecimal() and len(text) <= 3 for text in (hours, days)):
        raise BadGroupBuy
    actions.set_up_group_buy(
        shop_id=first_shop_of(actor, MANAGERS).pk,
        sku_id=form_id(request, "sku"),
        steps=_steps(request.POST),
        hours=int(hours),
        # A form sent twice says the same: the minute in which it was filled in is not asked for.
        starts_at=at.replace(second=0, microsecond=0),
        days=int(days),
        key=form_key(request),
        by=actor,
        at=at,
    )
    return redirect("groups:groups")


@require_POST
def end(request: HttpRequest, group_buy_id: UUID) -> HttpResponse:
    actions.end_group_buy(group_buy_id=group_buy_id, by=signed_in(request), at=clock.now())
    return redirect("groups:groups")


@require_POST
def complete(request: HttpRequest, group_id: UUID) -> HttpResponse:
    actions.complete_group(group_id=group_id, by=signed_in(request), at=clock.now())
    return redirect("groups:groups")


def _steps(told: MultiValueDict[str, str]) -> list[tuple[int, int]]:
    """The rungs that were filled in; a half-filled one is refused."""
    rows = [(size.strip(), price.strip()) for size, price in zip(told.getlist("size"), told.getlist("price"), strict=False)]
    filled = [row for row in rows if any(row)]
    if not all(size.isdecimal() and len(size) <= 3 and price for size, price in filled):
        raise BadGroupBuy
    return [(int(size), money.from_text(price.lstrip("¥￥"))) for size, price in filled]
