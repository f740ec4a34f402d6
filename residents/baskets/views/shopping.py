"""The buyer's pages: a shop, the basket, paying, and where an order stands."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.payments.public import ways_to_pay
from ecosystem.places.public import Landmark
from ecosystem.web.api import actor_of
from ecosystem.web.pages import form_decimal, form_id, form_key, signed_in
from merchants.cards.public import on_sale_at as cards_at
from merchants.cards.public import usable_for
from merchants.catalog.public import shelf_of
from merchants.groups.public import running_at as group_buys_at
from merchants.members.public import member_of, open_programme
from merchants.orders.public import OrderNotFound, order_for_buyer, orders_in, with_lines
from merchants.promotions.public import Coupon, CouponGone, DealGone, Promotion, count_shown
from merchants.promotions.public import running_at as promotions_at
from merchants.reviews.public import ratings_of
from merchants.shops.public import NoSlotLeft, SlotGone, serving_shops
from merchants.vouchers.public import on_sale_at as sold_ahead_at
from residents.nearby.public import here_from, is_kept

from .. import actions, queries
from ..addresses import Destination, addresses_of, destination, keep_address
from ..errors import QuoteChanged
from ..repeating import again_of, order_again
from ..rules import Quote
from ..shelf import sheet_of, shelf_rows
from ..times import chosen_slots, times_of
from .paying import after_paying, chosen_way


@require_GET
def shop(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """A shop's shelf; open to visitors."""
    found = serving_shops([shop_id]).get(shop_id)
    if found is None:
        raise NotFound
    actor, at = actor_of(request), clock.now()
    if request.GET.get("place", "").strip():
        # From a code that hangs somewhere: where she sits goes into the note that she sends, unless she writes another.
        request.session["scanned_at"] = [str(shop_id), request.GET["place"].strip()[:20]]
    quote = queries.quote_for(actor.party_id, at=at) if actor.party_id else None
    text = request.GET.get("q", "")[:40]
    shelf = shelf_of(shop_id, text=text)
    if text and not shelf:
        shelf = shelf_of(shop_id, text=text, loose=True)
    rows = shelf_rows(shelf, quote, at=at)
    context = {
        "shop": found,
        "open": found.serves_at(at),
        "paused": found.is_paused(at),
        "change": found.next_change(at),
        "quote": quote,
        "rating": ratings_of([shop_id]).get(shop_id),
        "here": (here := here_from(request.session)),
        "delivery": found.delivery_to(here.lat, here.lng, goods_minor=0, at=at) if here else None,
        **({} if getattr(request, "htmx", False) else _offered(shop_id, actor.party_id, at)),
        "at": at,
        "q": text,
        "kept": is_kept(shop_id, actor.party_id),
        "kinds": [(kind, list(group)) for kind, group in groupby(rows, key=lambda row: row.sku.section)],
    }
    return render(request, "baskets/_shelf.html" if getattr(request, "htmx", False) else "baskets/shop.html", context)


def _offered(shop_id: UUID, party_id: UUID | None, at: datetime) -> dict[str, object]:
    """What stands above the shelf: group-buys, and for whoever is signed in coupons that she has not taken and what is sold ahead."""
    if party_id is None:
        return {"together": group_buys_at(shop_id, at)}
    has = set(Coupon.objects.filter(holder=party_id, promotion__shop=shop_id).values_list("promotion", flat=True))
    coupons = [
        one
        for one in promotions_at(shop_id, at)
        if one.promotion.kind == Promotion.Kind.COUPON and (one.promotion.points or one.promotion.pk not in has)
    ]
    return {
        "together": group_buys_at(shop_id, at),
        "coupons": coupons,
        "ahead": sold_ahead_at(shop_id),
        "plans": cards_at(shop_id),
        **_membership(shop_id, party_id),
    }


def _membership(shop_id: UUID, party_id: UUID) -> dict[str, object]:
    """Whether the shop has a membership to join, and hers."""
    return {"programme": open_programme(shop_id), "member": member_of(party_id, shop_id)}


@require_POST
def put(request: HttpRequest) -> HttpResponse:
    """Set a quantity; answers with the basket bar."""
    actor = actor_of(request)
    quantity = form_decimal(request, "quantity")
    actions.put_in_basket(sku_id=form_id(request, "sku"), quantity=quantity, options=_options(request), by=actor, at=clock.now())
    if not getattr(request, "htmx", False):
        return redirect("baskets:basket")
    at = clock.now()
    if request.POST.get("on") == "basket":
        return render(request, "baskets/_basket.html", _basket_context(request, at))
    return render(request, "baskets/_bar.html", {"quote": queries.quote_for(signed_in(request).party_id or UUID(int=0), at=at)})


@require_GET
def choose(request: HttpRequest, shop_id: UUID, sku_id: UUID) -> HttpResponse:
    """The sheet of one product: its variants, what is asked with it, how much, and what that comes to."""
    found = serving_shops([shop_id]).get(shop_id)
    sheet = sheet_of(shop_id, sku_id, at=clock.now()) if found else None
    if sheet is None:
        raise NotFound
    return render(request, "baskets/_sheet.html" if getattr(request, "htmx", False) else "baskets/sheet.html", {"sheet": sheet, "shop": found})


@require_GET
def basket(request: HttpRequest) -> HttpResponse:
    signed_in(request)
    at = clock.now()
    context = _basket_context(request, at)
    count_shown(promotion_ids=context["quote"].shown_ids, at=at)
    return render(request, "baskets/basket.html", {**context, **_once_more(request)})


@require_GET
def price(request: HttpRequest) -> HttpResponse:
    """What the basket comes to when it is brought to another place, or in another slot; the place is kept for this session."""
    context = _price_context(request, clock.now(), form=request.GET.dict())
    _remember(request, context["to"])
    return render(request, "baskets/_price.html", context)


def _once_more(request: HttpRequest) -> dict[str, object]:
    """What is otherwise than in the past order that was put into the basket, told against the shelf of now; nothing for odd addresses."""
    try:
        order = with_lines(order_for_buyer(signed_in(request), UUID(request.GET.get("again", ""))).pk)
    except (ValueError, OrderNotFound):
        return {}
    found = again_of(order, at=clock.now())
    return {"past": order, "differences": [one for one in found if one.differs], "none": not any(one.takes for one in found)}


@require_POST
def again(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One press on a past order; the basket then says what is otherwise."""
    order_again(order_id=order_id, by=signed_in(request), at=clock.now())
    return redirect(f"{reverse('baskets:basket')}?again={order_id}")


@require_POST
def pay(request: HttpRequest) -> HttpResponse:
    """Check out; a basket that changed is shown again with what changed, and nothing is charged."""
    actor, at = signed_in(request), clock.now()
    channel = request.POST.get("channel", "pickup")
    to = destination(request.POST.dict(), request.session, addresses_of(actor.party_id)) if channel == "delivery" else None
    _remember(request, to)
    wish = actions.Wish(
        quote=request.POST.get("quote", "")[:64],
        channel=channel if channel in {"pickup", "delivery"} else "pickup",
        method=chosen_way(request),
        deliver_to=to.text if to else "",
        where=to.where if to else None,
        note=request.POST.get("note", "").strip()[:200],
        slots=chosen_slots(request.POST, channel),
    )
    try:
        errand_id = actions.checkout(wish=wish, key=form_key(request), by=actor, at=at)
    except (QuoteChanged, CouponGone, DealGone, SlotGone, NoSlotLeft) as changed:
        return render(request, "baskets/basket.html", {**_basket_context(request, clock.now()), "refusal": changed}, status=409)
    if to:
        request.session["bring_to"] = str(keep_address(landmark_id=to.landmark.pk, door=to.door, by=actor, at=at).pk)
    return after_paying(orders_in(errand_id), at=at) or redirect("baskets:errand", errand_id=errand_id)


def _remember(request: HttpRequest, to: Destination | None) -> None:
    """For this session, where she wants it brought."""
    if to:
        request.session["bring_to"] = to.address_id or to.landmark.code


def _options(request: HttpRequest) -> list[UUID]:
    """Every ticked answer, whatever its question is called. Raises ``NotFound`` for what is no id."""
    told = [value for field in request.POST if field.startswith("option-") for value in request.POST.getlist(field) if value]
    try:
        return [UUID(value) for value in [*told, *request.POST.getlist("option")]]
    except ValueError:
        raise NotFound from None


def _basket_context(request: HttpRequest, at: datetime) -> dict[str, Any]:
    party_id = signed_in(request).party_id
    priced = _price_context(request, at, form={})
    quote: Quote = priced["quote"]
    return {
        **priced,
        "balance_minor": balance_of(deposit_of(party_id)) if party_id else 0,
        "ways": ways_to_pay(),
        "cards": usable_for(party_id, {part.shop_id for part in quote.parts}) if party_id else [],
        "landmarks": Landmark.objects.select_related("neighbourhood").order_by("neighbourhood__code", "code"),
        "scanned_at": _scanned_at(request, quote),
        "times": times_of(quote, at=at),
        "at": at,
    }


def _price_context(request: HttpRequest, at: datetime, *, form: dict[str, str]) -> dict[str, Any]:
    """The quote for the place that the page has chosen, in the slots that a form names."""
    party_id = signed_in(request).party_id
    kept = addresses_of(party_id)
    to = destination(form, request.session, kept)
    slots = chosen_slots(form, "delivery")
    quote = queries.quote_for(party_id or UUID(int=0), where=to.where if to else None, slots=slots, at=at)
    delivers = all(part.delivers for part in quote.parts)
    return {"quote": quote, "to": to, "addresses": kept, "delivery_minor": quote.total_minor("delivery"), "delivers": delivers}


def _scanned_at(request: HttpRequest, quote: Quote) -> str:
    """The place whose code was scanned last, while the basket holds something of that shop and of no other."""
    shop_id, label = request.session.get("scanned_at", ("", ""))
    return str(label) if {str(part.shop_id) for part in quote.parts} == {shop_id} else ""
