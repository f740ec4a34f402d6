"""The reports a shopkeeper and her accountant read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ecosystem.design import charts, wording
from ecosystem.kernel import clock
from ecosystem.kernel.errors import NotFound
from ecosystem.web.pages import signed_in
from merchants.onboarding.public import reports_read_first
from merchants.shops.public import Shop
from merchants.stock.public import expiring_in

from .. import access, queries, rules, words
from ..queries.goods import short_of, slow_of
from .today import bars

PER_PAGE = 50
MOST_SHOWN = 20
EXPIRES_WITHIN = timedelta(days=30)


def read_by(request: HttpRequest) -> tuple[Shop, dict[str, Any]]:
    """The shop whose report is read, and what every page of it needs."""
    shop, shops = access.shop_read(signed_in(request), request.GET.get("shop", ""))
    at = clock.now()
    return shop, {"shop": shop, "shops": shops, "at": at, "today": clock.business_date(at)}


def period(request: HttpRequest) -> int:
    return rules.period_from(request.GET.get("days", ""))


def month_asked(request: HttpRequest, today: date) -> date:
    asked = request.GET.get("month", "") or request.POST.get("month", "")
    first = rules.month_from(asked, today=today)
    if first is None:
        raise NotFound
    return first


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    shop, context = read_by(request)
    today = context["today"]
    month = queries.month_of(shop.pk, today.replace(day=1))
    sales = queries.sales_of(shop.pk, until=today, days=30)
    more = {"month": month, "sales": sales, "bars": bars(sales.days), "cards": words.cards(reports_read_first(shop.party_id))}
    return render(request, "reports/index.html", {**context, **more})


@require_GET
def sales(request: HttpRequest) -> HttpResponse:
    shop, context = read_by(request)
    found = queries.sales_of(shop.pk, until=context["today"], days=period(request))
    hours = {share.value: share for share in found.hours}
    first, last = (int(min(hours, default="08")), int(max(hours, default="20")))
    by_hour = [charts.Bar(str(hour), sum_, wording.yuan(sum_)) for hour in range(first, last + 1) for sum_ in [_sold(hours.get(f"{hour:02}"))]]
    parts = [("channel", found.channels, words.channel), ("tender", found.tenders, words.tender), ("staff", found.staff, words.staff)]
    shown = {name: [(told(share.value), share) for share in shares] for name, shares, told in parts}
    more = {"sales": found, "bars": bars(found.days), "by_hour": by_hour, "parts": shown, "days": period(request), "periods": rules.PERIODS}
    return render(request, "reports/sales.html", {**context, **more})


def _sold(share: Any) -> int:
    return share.sales_minor if share else 0


@require_GET
def goods(request: HttpRequest) -> HttpResponse:
    shop, context = read_by(request)
    rows = queries.goods_of(shop.pk, until=context["today"], days=period(request))
    more = {
        "top": [row for row in rows if row.sales_minor][:MOST_SHOWN],
        "slow": slow_of(rows),
        "short": short_of(rows),
        "expiring": expiring_in(shop.pk, today=context["today"], within=EXPIRES_WITHIN),
        "worth": sum(row.value_minor for row in rows),
        "articles": len(rows),
        "days": period(request),
        "periods": rules.PERIODS,
    }
    return render(request, "reports/goods.html", {**context, **more})


@require_GET
def ageing(request: HttpRequest) -> HttpResponse:
    shop, context = read_by(request)
    return render(request, "reports/ageing.html", {**context, "debts": debts_of(shop, context["today"])})


def debts_of(shop: Shop, today: date) -> list[words.Debts]:
    asked = (queries.receivables_by_age, queries.payables_by_age, queries.owed_back_to)
    return words.debts_of_shop(*(of(shop.pk, today=today) for of in asked))


@require_GET
def rows(request: HttpRequest, line: str) -> HttpResponse:
    """What one line of a month is made of."""
    shop, context = read_by(request)
    if line not in queries.LINES:
        raise NotFound
    first = month_asked(request, context["today"])
    page = Paginator(queries.rows_behind(line, shop.pk, first), PER_PAGE).get_page(request.GET.get("page"))
    told = [words.row(line, row) for row in page.object_list]
    more = {"line": line, "line_name": words.line(line), "name": words.month_name(first), "month": f"{first:%Y-%m}", "page": page, "rows": told}
    return render(request, "reports/rows.html", {**context, **more})
