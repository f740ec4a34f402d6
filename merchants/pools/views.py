"""Pools near the shop, one pool with its buttons, and the supplier's prices for pools."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock, money
from ecosystem.kernel.clock import TOWN_TIME
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import form_decimal, form_key, signed_in
from merchants.procurement.public import BILLERS, Article, suppliers_of

from . import access, actions, queries
from .errors import BadLadder, BadPool
from .models import LadderStep
from .rules import MAX_STEPS, Step

OPEN_DAYS = 3


@require_GET
def pools(request: HttpRequest) -> HttpResponse:
    shop = access.first_shop(signed_in(request))
    found = queries.standings(shop)
    context: dict[str, Any] = {"open": [one for one in found if one.pool.status == "open"]}
    context["ended"] = [one for one in found if one.pool.status != "open"]
    context |= {"could": queries.could_open(shop), "shop": shop, "at": clock.now()}
    return render(request, "pools/_pools.html" if getattr(request, "htmx", False) else "pools/pools.html", context)


def open_one(request: HttpRequest, article_id: UUID) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    shop = access.first_shop(actor)
    if request.method == "POST":
        made = actions.open_pool(
            shop_id=shop.pk,
            article_id=article_id,
            quantity=form_decimal(request, "quantity"),
            closes_at=_end_of(request.POST.get("closes_on", "")),
            note=request.POST.get("note", ""),
            key=form_key(request),
            by=actor,
            at=at,
        )
        return redirect("pools:pool", pool_id=made.pk)
    article = next((one for one in queries.could_open(shop) if one.pk == article_id), None)
    if article is None:
        raise NotFound
    today = clock.business_date(at)
    return render(request, "pools/open.html", {"article": article, "shop": shop, "today": today, "closes_on": today + timedelta(days=OPEN_DAYS)})


@require_GET
def pool(request: HttpRequest, pool_id: UUID) -> HttpResponse:
    return _shown(request, pool_id)


@require_POST
def step(request: HttpRequest, pool_id: UUID, name: str) -> HttpResponse:
    actor = signed_in(request)
    act: dict[str, Any] = {"pool_id": pool_id, "shop_id": access.first_shop(actor).pk, "by": actor, "at": clock.now()}
    if name == "join":
        actions.join_pool(quantity=form_decimal(request, "quantity"), **act)
    elif name == "confirm":
        actions.confirm_place(key=form_key(request), **act)
    elif name == "withdraw":
        actions.withdraw(key=form_key(request), **act)
    else:
        raise NotFound
    return _shown(request, pool_id) if getattr(request, "htmx", False) else redirect("pools:pool", pool_id=pool_id)


@require_GET
def supply(request: HttpRequest) -> HttpResponse:
    """The supplier's ladders, and the pools on them."""
    ids = list(suppliers_of(signed_in(request), BILLERS).values_list("pk", flat=True))
    if not ids:
        raise NotFound
    rows = [(article, _slots(article)) for article in queries.laddered(ids)]
    return render(request, "pools/supply.html", {"rows": rows, "pools": queries.pools_on(ids)})


def _slots(article: Article) -> list[tuple[int, LadderStep | None]]:
    """The steps there are, and empty ones up to the most."""
    steps: list[LadderStep | None] = [*article.ladder.all()]
    return list(enumerate([*steps, *[None] * (MAX_STEPS - len(steps))], start=1))


@require_POST
def ladder(request: HttpRequest, article_id: UUID) -> HttpResponse:
    steps = []
    for slot in range(1, MAX_STEPS + 1):
        least, price = request.POST.get(f"least-{slot}", "").strip(), request.POST.get(f"price-{slot}", "").strip()
        if bool(least) != bool(price):
            raise BadLadder
        if least:
            steps.append(Step(form_decimal(request, f"least-{slot}"), money.from_text(price.lstrip("¥￥").replace(",", ""))))
    actions.set_ladder(article_id=article_id, steps=steps, by=signed_in(request), at=clock.now())
    return redirect("pools:supply")


def _shown(request: HttpRequest, pool_id: UUID) -> HttpResponse:
    shop = access.first_shop(signed_in(request))
    at = clock.now()
    one = queries.standing_of(shop, pool_id)
    context = {"one": one, "shop": shop, "at": at, "is_open": one.pool.status == "open" and one.pool.closes_at > at}
    return render(request, "pools/_pool.html" if getattr(request, "htmx", False) else "pools/pool.html", context)


def _end_of(text: str) -> datetime:
    """The end of the day that was chosen, town time."""
    try:
        chosen = datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=TOWN_TIME)
    except ValueError:
        raise BadPool from None
    return datetime.combine(chosen.date() + timedelta(days=1), time(), tzinfo=TOWN_TIME)
