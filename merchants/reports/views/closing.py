"""A month: what it says, and where it is closed and opened again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor
from ecosystem.web.pages import form_id, form_key, signed_in
from merchants.periods.public import closed_until, closings_of
from merchants.shops.public import OWNERS, Shop, shops_of

from .. import actions, queries, words
from ..queries import Month
from .pages import month_asked, read_by


@require_GET
def month(request: HttpRequest) -> HttpResponse:
    shop, context = read_by(request)
    found = queries.month_of(shop.pk, month_asked(request, context["today"]))
    months = [(f"{first:%Y-%m}", words.month_name(first)) for first in queries.months_of(shop.pk, today=context["today"])]
    lines = [(name, words.line(name), minor) for name, minor in found.profit.lines]
    more = {"month": found, "name": words.month_name(found.first), "months": months, "lines": lines, "how_tax": words.how_tax(found)}
    more["taxed"] = [(words.at_rate(one), one) for one in found.taxed]
    more |= standing_of(shop, found, signed_in(request), context["today"])
    return render(request, "reports/month.html", {**context, **more, "how_profit": words.how_profit()})


def standing_of(shop: Shop, found: Month, actor: Actor, today: date) -> dict[str, Any]:
    """What a month's page says of its closing: who closed it, or what stands in the way."""
    closings = list(closings_of(shop.pk, found.first))
    closed = next((one for one in closings if one.opened_at is None), None)
    standing: dict[str, Any] = {"closed": closed, "closings": closings, "over": today > found.last}
    if closed is not None:
        standing["changed"] = [(words.line(name), minor) for name, minor in queries.changed_since(closed, found.profit)]
        standing["may_open"] = closed_until(shop.pk) == found.last + timedelta(days=1) and _owns(actor, shop)
    elif standing["over"]:
        until = closed_until(shop.pk)
        standing["waits"] = [words.undecided(name, count) for name, count in queries.undecided_of(shop.pk, found.first).items() if count]
        standing["next"] = until
        standing["its_turn"] = until is None or until == found.first
    return standing


def _owns(actor: Actor, shop: Shop) -> bool:
    return any(mine.pk == shop.pk for mine in shops_of(actor, OWNERS))


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    shop_id, first = _which(request)
    actions.close_month(shop_id=shop_id, first=first, key=form_key(request), by=signed_in(request), at=clock.now())
    return _back(shop_id, first)


@require_POST
def reopen(request: HttpRequest) -> HttpResponse:
    shop_id, first = _which(request)
    actions.reopen_month(shop_id=shop_id, first=first, reason=request.POST.get("reason", ""), by=signed_in(request), at=clock.now())
    return _back(shop_id, first)


def _which(request: HttpRequest) -> tuple[UUID, date]:
    return form_id(request, "shop"), month_asked(request, clock.business_date(clock.now()))


def _back(shop_id: UUID, first: date) -> HttpResponse:
    return redirect(f"{reverse('reports:month')}?shop={shop_id}&month={first:%Y-%m}")
