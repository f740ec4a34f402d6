"""Today: how it goes, what waits, the week. For everybody who serves the shop; profit for who keeps its books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.views.decorators.http import require_GET

from ecosystem.design import charts, wording
from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import signed_in
from merchants.shops.public import shops_of

from .. import queries, rules
from ..access import READERS


@require_GET
def panel(request: HttpRequest) -> HttpResponse:
    actor, at = signed_in(request), clock.now()
    asked = request.GET
    mine = [shop for shop in shops_of(actor) if str(shop.party_id) == asked.get("party")]
    shops = [shop for shop in mine if str(shop.pk) == asked.get("shop", str(shop.pk))]
    if not shops:
        raise NotFound
    shop = shops[0]
    reads = any(other.pk == shop.pk for other in shops_of(actor, READERS))
    today = queries.today_of(shop.pk, at=at)
    context = {
        "shop": shop,
        "today": today,
        "change": _change(today.change_bp),
        "change_tone": "good" if (today.change_bp or 0) > 0 else "bad" if today.change_bp else "",
        "weekday": formats.date_format(at, "l"),
        "bars": bars(today.week, short=True),
        "todos": queries.todos_of(shop.pk, at=at, money=reads),
        "reads": reads,
        "at": at,
    }
    return render(request, "reports/_today.html", context)


def bars(days: Sequence[tuple[date, int]], *, short: bool = False) -> list[charts.Bar]:
    """A column a day; the last, which is not over, is dimmed."""
    told = [(formats.date_format(on, "D" if short else "MONTH_DAY_FORMAT"), sales) for on, sales in days]
    return [charts.Bar(label, sales, wording.yuan(sales), dim=place == len(told) - 1) for place, (label, sales) in enumerate(told)]


def _change(basis_points: int | None) -> str:
    return "" if basis_points is None else wording.percent(rules.whole_percent(basis_points), signed=True)
