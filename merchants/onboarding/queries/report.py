"""Which shops sell: this week, not any more, not yet; and what one can see of the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, TextField, Value, When

from ecosystem.kernel.clock import business_date, midnight
from merchants.catalog.public import Sku
from merchants.orders.public import NOT_ACCEPTED, REASONS, Order
from merchants.shops.public import OpeningInterval, Shop, SpecialHours
from merchants.stock.public import Level

from ..models import MerchantFile

WEEK = timedelta(days=7)
SOLD, STOPPED, NEVER = "sold", "stopped", "never"
STATES = (NEVER, STOPPED, SOLD)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """``reasons`` are codes, the first the heaviest: suspended, stopped, paused, closed_today, no_hours, no_goods, no_stock, turned_away,
    unfinished; ``turned_away`` counts the orders of the week that the shop declined or left unanswered."""

    shop: Any
    state: str
    sales: int
    sum_minor: int
    last_at: datetime | None
    file_status: str
    reasons: tuple[str, ...]
    turned_away: int


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page of the report; ``counts`` are over all shops."""

    rows: list[ReportRow]
    counts: dict[str, int]
    has_more: bool


def ranked(at: datetime) -> QuerySet[Any]:
    """Every shop with its ``state`` and when it sold last, in the report's order: never, stopped (the longest silent first), sold."""
    sold = Order.objects.filter(shop=OuterRef("pk"), status=Order.Status.COMPLETED)
    last_at = Subquery(sold.order_by("-completed_at").values("completed_at")[:1])
    states = Case(
        When(last_at=None, then=Value(NEVER)), When(last_at__lt=week_begins(at), then=Value(STOPPED)), default=Value(SOLD), output_field=TextField()
    )
    # By their names the states would stand the other way round.
    rank = Case(When(state=NEVER, then=0), When(state=STOPPED, then=1), default=2)
    return Shop.objects.annotate(last_at=last_at).annotate(state=states).annotate(rank=rank).order_by("rank", "last_at", "opened_on", "pk")


def report_page(at: datetime, *, state: str = "", page: int = 1, size: int = 50) -> ReportPage:
    """Three statements however many shops there are: the counts, which shops stand on the page, and the trade of those alone."""
    shops = ranked(at)
    counts = dict(shops.order_by().values_list("state").annotate(shops=Count("pk")))
    start = (max(page, 1) - 1) * size
    ids = list((shops.filter(state=state) if state else shops).values_list("pk", flat=True)[start : start + size + 1])
    found = {shop.pk: shop for shop in shops_with_trade(at).filter(pk__in=ids[:size])}
    return ReportPage([_row(found[pk]) for pk in ids[:size]], {name: counts.get(name, 0) for name in STATES}, len(ids) > size)


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
        turned_away=Subquery(
            Order.objects.filter(shop=OuterRef("pk"), status=Order.Status.CANCELLED, reason__in=[*REASONS, NOT_ACCEPTED], ended_at__gte=begins)
            .order_by()
            .values("shop")
            .annotate(count=Count("pk"))
            .values("count")
        ),
        closed_today=Exists(SpecialHours.objects.filter(shop=OuterRef("pk"), on=business_date(at), opens_minute=None)),
        pauses=Q(paused_until__gt=at),
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
    return ReportRow(
        shop, state, shop.sales or 0, shop.sum_minor or 0, shop.last_at, shop.file_status or "", tuple(_reasons(shop)), shop.turned_away or 0
    )


def _reasons(shop: Any) -> Iterator[str]:
    if shop.suspended_at:
        yield f"suspended_{shop.suspended_for}"
    if not shop.selling:
        yield "stopped"
    if shop.pauses:
        yield "paused"
    if shop.closed_today:
        yield "closed_today"
    if not shop.has_hours:
        yield "no_hours"
    if not shop.has_goods:
        yield "no_goods"
    elif not shop.has_stock:
        yield "no_stock"
    if shop.turned_away:
        yield "turned_away"
    if shop.file_status not in {None, MerchantFile.Status.ACTIVE, MerchantFile.Status.SUSPENDED, MerchantFile.Status.APPROVED}:
        yield "unfinished"
