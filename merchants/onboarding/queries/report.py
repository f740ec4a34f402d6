"""Which shops sell: this week, not any more, not yet; and what one can see of the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from ecosystem.kernel.clock import midnight
from merchants.catalog.public import Sku
from merchants.orders.public import Order
from merchants.shops.public import OpeningInterval, Shop
from merchants.stock.public import Level

from ..models import MerchantFile

WEEK = timedelta(days=7)
SOLD, STOPPED, NEVER = "sold", "stopped", "never"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """``reasons`` are codes, the first the heaviest: suspended, stopped, no_hours, no_goods, no_stock, unfinished."""

    shop: Any
    state: str
    sales: int
    sum_minor: int
    last_at: datetime | None
    file_status: str
    reasons: tuple[str, ...]


def shops_with_trade(at: datetime) -> QuerySet[Shop]:
    """Every shop with its completed sales of the last seven days, today included: one statement."""
    begins = week_begins(at)
    sold = Order.objects.filter(shop=OuterRef("pk"), status=Order.Status.COMPLETED)
    week = sold.filter(completed_at__gte=begins).order_by().values("shop")
    on_sale = Sku.objects.filter(shop=OuterRef("pk"), on_sale=True)
    return Shop.objects.annotate(
        sales=Subquery(week.annotate(count=Count("pk")).values("count")),
        sum_minor=Subquery(week.annotate(sum=Sum("total_minor")).values("sum")),
        last_at=Subquery(sold.order_by("-completed_at").values("completed_at")[:1]),
        has_hours=Exists(OpeningInterval.objects.filter(shop=OuterRef("pk"))),
        has_goods=Exists(on_sale),
        has_stock=Exists(Level.objects.filter(Q(on_hand__gt=0) | Q(allow_negative=True), shop=OuterRef("pk"), sku__on_sale=True)),
        file_status=Subquery(MerchantFile.objects.filter(party=OuterRef("party")).values("status")[:1]),
    )


def week_begins(at: datetime) -> datetime:
    return midnight(at) - WEEK + timedelta(days=1)


def activation(at: datetime) -> Iterator[ReportRow]:
    """All shops: those that never sold first, then those that stopped, the longest silent first, then those that sold."""
    rows = [_row(shop) for shop in shops_with_trade(at)]
    rank = {NEVER: 0, STOPPED: 1, SOLD: 2}
    first = datetime.min.replace(tzinfo=at.tzinfo)
    yield from sorted(rows, key=lambda row: (rank[row.state], row.last_at or first, row.shop.opened_on, row.shop.pk))


def _row(shop: Any) -> ReportRow:
    state = SOLD if shop.sales else STOPPED if shop.last_at else NEVER
    return ReportRow(shop, state, shop.sales or 0, shop.sum_minor or 0, shop.last_at, shop.file_status or "", tuple(_reasons(shop)))


def _reasons(shop: Any) -> Iterator[str]:
    if shop.suspended_at:
        yield f"suspended_{shop.suspended_for}"
    if not shop.selling:
        yield "stopped"
    if not shop.has_hours:
        yield "no_hours"
    if not shop.has_goods:
        yield "no_goods"
    elif not shop.has_stock:
        yield "no_stock"
    if shop.file_status not in {None, MerchantFile.Status.ACTIVE, MerchantFile.Status.SUSPENDED, MerchantFile.Status.APPROVED}:
        yield "unfinished"
