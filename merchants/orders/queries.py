"""Orders for screens and endpoints; each has a query budget in the tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, TextField, Value, When

from merchants.catalog.public import Sku
from merchants.shops.public import KEEPERS, Shop, held_at

from .models import Line, Order, Word
from .rules import AT_ONCE, NOT_ACCEPTED, NOT_FILLED, ROUND_OFF

OPEN = ("paid", "accepted", "ready", "out_for_delivery")
# Orders that ended before they came to their shop.
NEVER_CAME = (NOT_FILLED, ROUND_OFF)
LINES = Prefetch("lines", Line.objects.order_by("position"))


# What the buyer wrote last, as long as nobody of the shop has answered.
LAST_WORD = Word.objects.filter(order=OuterRef("pk")).order_by("-number")
ASKS = Subquery(LAST_WORD.values(asks=Case(When(by_shop=False, then="text"), default=Value("", TextField())))[:1])


def board_of(shop_ids: Collection[UUID]) -> QuerySet[Order]:
    """What the shop has to do, oldest first."""
    waiting = Order.objects.filter(shop__in=shop_ids, status__in=OPEN).exclude(channel__in=AT_ONCE)
    return waiting.select_related("shop", "buyer").prefetch_related(LINES).annotate(asks=ASKS).order_by("placed_at", "pk")


def done_today(shop_ids: Collection[UUID], *, since: datetime, most: int = 20) -> QuerySet[Order]:
    done = Order.objects.filter(shop__in=shop_ids, status__in=["completed", "cancelled"], paid_at__gte=since)
    done = done.exclude(reason__in=NEVER_CAME)
    return done.select_related("shop", "buyer").prefetch_related(LINES).order_by("-placed_at", "-pk")[:most]


def orders_of(buyer_id: UUID, *, before: datetime | None = None, most: int = 20) -> QuerySet[Order]:
    """A buyer's orders, newest first; page on with the ``placed_at`` of the last."""
    mine = Order.objects.filter(buyer=buyer_id)
    if before is not None:
        mine = mine.filter(placed_at__lt=before)
    return mine.select_related("shop").prefetch_related(LINES).order_by("-placed_at", "-pk")[:most]


def bought_at(buyer_id: UUID, shop_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many orders of a buyer each of some shops has completed; those without any are left out."""
    done = Order.objects.filter(buyer=buyer_id, shop__in=list(shop_ids), status="completed")
    return dict(done.values_list("shop").annotate(orders=Count("pk")).values_list("shop", "orders"))


def shops_that_missed(at: datetime) -> set[UUID]:
    """Shops with an order in the last quarter of an hour that ran out of time."""
    missed = Order.objects.filter(status="cancelled", reason=NOT_ACCEPTED, accept_by__gt=at - timedelta(minutes=15))
    return set(missed.values_list("shop_id", flat=True))


def missed_in_a_row(shop: Shop, *, at: datetime) -> int:
    """How many of the shop's latest answered or unanswered orders, since it last rested, ran out of time one after another."""
    since = max(filter(None, [at - timedelta(days=1), shop.paused_at]))
    answered = (
        Order.objects.filter(shop=shop, paid_at__gt=since)
        .exclude(status__in=["paid", "gathering"])
        .exclude(reason__in=NEVER_CAME)
        .exclude(channel__in=AT_ONCE)
    )
    latest = answered.order_by("-paid_at").values_list("status", "reason")[: shop.misses_allowed]
    return sum(1 for _ in takewhile(lambda row: row == ("cancelled", NOT_ACCEPTED), latest))


def keepers_of(shop: Shop) -> list[UUID]:
    """Who is sent a text message about the shop's orders."""
    return sorted(held_at(shop).filter(role__in=list(KEEPERS)).values_list("person_id", flat=True).distinct())


def with_lines(order_id: UUID) -> Order:
    return Order.objects.select_related("shop", "buyer", "group", "round").prefetch_related(LINES).get(pk=order_id)


def errand(errand_id: UUID, buyer_id: UUID) -> QuerySet[Order]:
    mine = Order.objects.filter(errand_id=errand_id, buyer=buyer_id)
    return mine.select_related("shop").prefetch_related(LINES).order_by("shop__name_en", "pk")


def packing(round_id: UUID, shop_ids: Collection[UUID]) -> list[Order]:
    """What some shops have to bring with a round, and what waits for its cut-off, in the order of the numbers that are called at the gate."""
    mine = Order.objects.filter(round=round_id, shop__in=shop_ids, status__in=["gathering", *OPEN, "completed"])
    return list(mine.select_related("shop", "buyer").prefetch_related(LINES).order_by("number", "pk"))


def picking(orders: Iterable[Order]) -> list[tuple[str, str, Decimal]]:
    """How much of each article some orders come to: its name with what was chosen, its size, the quantity; by name."""
    sums: dict[tuple[str, str], Decimal] = {}
    for line in (line for order in orders for line in order.lines.all()):
        what = (" · ".join([line.name, *line.choices]), line.size)
        sums[what] = sums.get(what, Decimal(0)) + line.quantity
    return [(name, size, quantity) for (name, size), quantity in sorted(sums.items())]


def open_among(order_ids: Collection[UUID]) -> list[UUID]:
    """Those of some orders that wait for their money, in the order of their ids."""
    waiting = Order.objects.filter(pk__in=order_ids, status=Order.Status.PENDING_PAYMENT)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def among(order_ids: Collection[UUID]) -> QuerySet[Order]:
    return Order.objects.filter(pk__in=order_ids).select_related("shop").prefetch_related(LINES).order_by("shop__name_en", "pk")


def orders_in(errand_id: UUID) -> QuerySet[Order, Any]:
    """Ids of an errand's orders, usable as a subquery."""
    return Order.objects.filter(errand_id=errand_id).values("pk")


def goods_before_the_first_sale(shop_ids: Collection[UUID]) -> int | None:
    """How many articles are on sale, as long as nothing was ever sold; ``None`` from the first sale on."""
    if Order.objects.filter(shop__in=shop_ids, paid_at__isnull=False).exists():
        return None
    return Sku.objects.filter(shop__in=shop_ids, on_sale=True).count()


@dataclass(frozen=True, slots=True)
class Takings:
    """Paid and not cancelled, of one span of time."""

    orders: int
    sales_minor: int
    waiting: int


def takings(shop_ids: Collection[UUID], *, since: datetime, until: datetime) -> Takings:
    kept = Order.objects.filter(shop__in=shop_ids, paid_at__gte=since, paid_at__lt=until).exclude(status="cancelled")
    row = kept.aggregate(orders=Count("pk"), sales=Sum("total_minor"), waiting=Count("pk", filter=Q(status="paid")))
    return Takings(row["orders"], row["sales"] or 0, row["waiting"])
