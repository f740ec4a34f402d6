"""The buyer's pages: the basket, paying, and what is ordered again."""

from __future__ import annotations

from datetime import datetime
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
from merchants.arrivals.public import FILLED, PAID, SIGNED_IN
from merchants.cards.public import usable_for
from merchants.orders.public import OrderNotFound, errand, order_for_buyer, orders_in, with_lines
from merchants.points.public import KEPT_FOR, NotToThatPoint, PointFull
from merchants.promotions.public import CouponGone, DealGone, claim_coupon, count_shown
from merchants.rounds.public import NotOnRound, RoundFull, RoundOver
from merchants.shops.public import LONGEST_NAME, NoSlotLeft, SlotGone
from residents.family.public import AboveCap, PayerCannot, PayerEnded, ready_to_pay

from .. import actions, sitting
from ..addresses import Destination, addresses_of, destination, keep_address
from ..carried import carry
from ..errors import QuoteChanged
from ..repeating import again_of, order_again
from ..rides import points_of, rides_of, told_point, told_ride
from ..rules import Part, Quote
from ..spending import for_points
from ..times import chosen_slots, times_of
from ..trail import come_to
from .here import bring_along, missing_minor, quote_here
from .paying import after_paying, chosen_way

CHANNELS = ("pickup", "delivery", "dine_in")
# As the page calls what a round brings, and what goes to a pickup point.
ROUND, POINT = "round", "point"


# What is shown again with what changed; nothing was charged.
CHANGED = (
    QuoteChanged,
    CouponGone,
    DealGone,
    SlotGone,
    NoSlotLeft,
    RoundFull,
    RoundOver,
    NotOnRound,
    PointFull,
    NotToThatPoint,
    PayerEnded,
    AboveCap,
    PayerCannot,
)


@require_POST
def put(request: HttpRequest) -> HttpResponse:
    """Set a quantity; answers with the basket bar."""
    actor, at = actor_of(request), clock.now()
    sku_id, quantity, options = form_id(request, "sku"), form_decimal(request, "quantity"), _options(request)
    if actor.party_id is None:
        carry(request.session, sku_id=sku_id, quantity=quantity, options=options)
    else:
        bring_along(request, at)
        actions.put_in_basket(sku_id=sku_id, quantity=quantity, options=options, by=actor, at=at)
    return _after_putting(request, sku_id, at)


def _after_putting(request: HttpRequest, sku_id: UUID, at: datetime) -> HttpResponse:
    if not getattr(request, "htmx", False):
        return come_to(request, redirect("baskets:basket"), FILLED, shops_in(quote_here(request, at=at)), at)
    if request.POST.get("on") == "basket":
        return render(request, "baskets/_basket.html", _basket_context(request, at))
    quote = quote_here(request, at=at)
    context = {"quote": quote, "missing_minor": missing_minor(request, _part_with(quote, sku_id), at=at)}
    return come_to(request, render(request, "baskets/_bar.html", context), FILLED, shops_in(quote), at)


def _part_with(quote: Quote, sku_id: UUID) -> Part | None:
    """The part that an article is in, or was until now where there is no other."""
    holding = [part for part in quote.parts if len(quote.parts) == 1 or any(item.sku_id == sku_id for item in part.items)]
    return holding[0] if holding else None


def shops_in(quote: Quote) -> set[UUID]:
    return {part.shop_id for part in quote.parts}


@require_GET
def basket(request: HttpRequest) -> HttpResponse:
    """What is in the basket; paying it is for who is signed in."""
    at = clock.now()
    context = _basket_context(request, at)
    count_shown(promotion_ids=context["quote"].shown_ids, at=at)
    response = render(request, "baskets/basket.html", {**context, **_once_more(request)})
    return come_to(request, response, SIGNED_IN if actor_of(request).party_id else FILLED, shops_in(context["quote"]), at)


@require_GET
def price(request: HttpRequest) -> HttpResponse:
    """What the basket comes to when it is brought to another place, or in another slot; the place is kept for this session."""
    context = _price_context(request, clock.now(), form=request.GET.dict())
    _remember(request, context["to"])
    return render(request, "baskets/_price.html", context)


def _once_more(request: HttpRequest) -> dict[str, object]:
    """What is otherwise than in the past order that was put into the basket, told against the shelf of now; nothing for odd addresses."""
    if "again" not in request.GET:
        return {}
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
    bring_along(request, at)
    channel = request.POST.get("channel", "pickup")
    ride = told_ride(request) if channel == ROUND else None
    point = told_point(request) if channel == POINT else None
    to = destination(request.POST.dict(), request.session, addresses_of(actor.party_id)) if channel == "delivery" else None
    _remember(request, to)
    wish = actions.Wish(
        quote=request.POST.get({ROUND: "ride_quote", POINT: "point_quote"}.get(channel, "quote"), "")[:64],
        channel="delivery" if channel in {ROUND, POINT} else channel if channel in CHANNELS else "pickup",
        method=chosen_way(request),
        deliver_to=to.text if to else "",
        where=to.where if to else None,
        note=request.POST.get("note", "").strip()[:200],
        slots=chosen_slots(request.POST, channel),
        table=request.POST.get("table", "")[:LONGEST_NAME],
        round_id=ride,
        point_id=point,
    )
    try:
        errand_id = actions.checkout(wish=wish, key=form_key(request), by=actor, at=at)
    except CHANGED as changed:
        return render(request, "baskets/basket.html", {**_basket_context(request, clock.now()), "refusal": changed}, status=409)
    if to:
        request.session["bring_to"] = str(keep_address(landmark_id=to.landmark.pk, door=to.door, by=actor, at=at).pk)
    waits = after_paying(orders_in(errand_id), at=at)
    paid = redirect("baskets:errand", errand_id=errand_id)
    return waits or come_to(request, paid, PAID, {one.shop_id for one in errand(errand_id, actor.party_id)} if actor.party_id else (), at)


@require_POST
def use_points(request: HttpRequest, promotion_id: UUID) -> HttpResponse:
    """Points for a coupon that the basket takes at once; what there is to pay is shown again before anything is paid."""
    claim_coupon(promotion_id=promotion_id, key=form_key(request), by=signed_in(request), at=clock.now())
    return redirect("baskets:basket")


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
    party_id = actor_of(request).party_id
    priced = _price_context(request, at, form={})
    quote: Quote = priced["quote"]
    return {
        **priced,
        "balance_minor": balance_of(deposit_of(party_id)) if party_id else 0,
        "ways": ways_to_pay(),
        "cards": usable_for(party_id, {part.shop_id for part in quote.parts}) if party_id else [],
        "payers": ready_to_pay(party_id) if party_id else [],
        "for_points": for_points(quote, party_id, at=at),
        "landmarks": Landmark.objects.select_related("neighbourhood").order_by("neighbourhood__code", "code"),
        "scanned_at": "" if priced["table"] else sitting.scanned_label(request, quote),
        "times": times_of(quote, at=at),
        "is_visitor": party_id is None,
        "at": at,
    }


def _price_context(request: HttpRequest, at: datetime, *, form: dict[str, str]) -> dict[str, Any]:
    """The quote for the place that the page has chosen, in the slots that a form names."""
    party_id = actor_of(request).party_id
    kept = addresses_of(party_id)
    to = destination(form, request.session, kept)
    slots = chosen_slots(form, "delivery")
    quote = quote_here(request, where=to.where if to else None, slots=slots, at=at)
    delivers = all(part.delivers for part in quote.parts)
    return {
        "quote": quote,
        "to": to,
        "addresses": kept,
        "delivery_minor": quote.total_minor("delivery"),
        "delivers": delivers,
        "table": sitting.table_of(request, quote, at=at),
        "rides": rides_of(request, quote, form=form, at=at),
        "keep_days": KEPT_FOR.days,
        "points": points_of(request, quote, form=form, where=to.where if to else None, at=at),
    }
