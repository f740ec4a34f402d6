"""A shop's shelf and the sheet of one product; open to visitors, and where a scanned code leads."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.api import actor_of
from merchants.arrivals.public import OPENED, Arrival
from merchants.cards.public import on_sale_at as cards_at
from merchants.catalog.public import shelf_of
from merchants.groups.public import running_at as group_buys_at
from merchants.members.public import member_of, open_programme
from merchants.promotions.public import coupons_to_take
from merchants.reviews.public import ratings_of
from merchants.shops.public import serving_shops
from merchants.vouchers.public import on_sale_at as sold_ahead_at
from residents.nearby.public import here_from, is_kept
from residents.neighbours.public import bought_at_shop

from .. import sitting
from ..shelf import sheet_of, shelf_rows
from ..trail import arrive, come_to
from .here import missing_minor, quote_here


@require_GET
def shop(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """A shop's shelf; open to visitors."""
    found = serving_shops([shop_id]).get(shop_id)
    if found is None:
        raise NotFound
    actor, at = actor_of(request), clock.now()
    if request.GET.get("place", "").strip() or request.GET.get("from", "").strip():
        return _scanned(request, shop_id, at)
    quote = quote_here(request, at=at)
    text = request.GET.get("q", "")[:40]
    shelf = shelf_of(shop_id, text=text)
    if text and not shelf:
        shelf = shelf_of(shop_id, text=text, loose=True)
    rows = shelf_rows(shelf, quote, at=at)
    context = {
        "shop": found,
        "table": sitting.table_at(request, found, at=at),
        "open": found.serves_at(at),
        "paused": found.is_paused(at),
        "change": found.next_change(at),
        "otherwise": found.special_ahead(at),
        "sign": found.sign_at(at),
        "quote": quote,
        "rating": ratings_of([shop_id]).get(shop_id),
        "missing_minor": missing_minor(request, next((part for part in quote.parts if part.shop_id == shop_id), None), at=at),
        "here": (here := here_from(request.session)),
        "delivery": found.delivery_to(here.lat, here.lng, goods_minor=0, at=at) if here else None,
        **({} if getattr(request, "htmx", False) else _offered(shop_id, actor.party_id, at)),
        "at": at,
        "q": text,
        "kept": is_kept(shop_id, actor.party_id),
        "kinds": [(kind, list(group)) for kind, group in groupby(rows, key=lambda row: row.sku.section)],
    }
    if getattr(request, "htmx", False):
        return render(request, "baskets/_shelf.html", context)
    return come_to(request, render(request, "baskets/shop.html", context), OPENED, [shop_id], at)


def _scanned(request: HttpRequest, shop_id: UUID, at: datetime) -> HttpResponse:
    """A code that hangs somewhere: counted, then the shelf by its own address, which says nothing of the place to whom it is sent on."""
    place = sitting.scan(request, shop_id, at=at)
    kind = request.GET.get("from", "").strip()
    kind = kind if kind in Arrival.Kind.values else Arrival.Kind.OTHER.value
    return arrive(request, redirect("baskets:shop", shop_id=shop_id), shop_id=shop_id, kind=kind, place=place, at=at)


def _offered(shop_id: UUID, party_id: UUID | None, at: datetime) -> dict[str, object]:
    """What stands above the shelf: group-buys, what neighbours bought, and for whoever is signed in what she may take or buy ahead."""
    for_all = {"together": group_buys_at(shop_id, at), "neighbours": bought_at_shop(shop_id, reader_id=party_id, at=at)}
    if party_id is None:
        return for_all
    return {
        **for_all,
        "coupons": coupons_to_take(shop_id, party_id, at),
        "ahead": sold_ahead_at(shop_id),
        "plans": cards_at(shop_id),
        **_membership(shop_id, party_id),
    }


def _membership(shop_id: UUID, party_id: UUID) -> dict[str, object]:
    """Hers at the shop, or one that she may join."""
    member = member_of(party_id, shop_id)
    return {"programme": None if member else open_programme(shop_id), "member": member}


@require_GET
def choose(request: HttpRequest, shop_id: UUID, sku_id: UUID) -> HttpResponse:
    """The sheet of one product: its variants, what is asked with it, how much, and what that comes to."""
    found = serving_shops([shop_id]).get(shop_id)
    sheet = sheet_of(shop_id, sku_id, at=clock.now()) if found else None
    if sheet is None:
        raise NotFound
    return render(request, "baskets/_sheet.html" if getattr(request, "htmx", False) else "baskets/sheet.html", {"sheet": sheet, "shop": found})
