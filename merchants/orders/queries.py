"""Orders for screens and endpoints; each has a query budget in the tests."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from merchants.catalog.public import Sku

from .models import Line, Order
from .rules import AT_ONCE

OPEN = ("paid", "accepted", "ready", "out_for_delivery")
LINES = Prefetch("lines", Line.objects.order_by("position"))


def board_of(shop_ids: Collection[UUID]) -> QuerySet[Order]:
    """What the shop has to do, oldest first."""
    waiting = Order.objects.filter(shop__in=shop_ids, status__in=OPEN).exclude(channel__in=AT_ONCE)
    return waiting.select_related("shop", "buyer").prefetch_related(LINES).order_by("placed_at", "pk")


def done_today(shop_ids: Collection[UUID], *, since: datetime, most: int = 20) -> QuerySet[Order]:
    done = Order.objects.filter(shop__in=shop_ids, status__in=["completed", "cancelled"], paid_at__gte=since)
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


def with_lines(order_id: UUID) -> Order:
    return Order.objects.select_related("shop", "buyer").prefetch_related(LINES).get(pk=order_id)


def errand(errand_id: UUID, buyer_id: UUID) -> QuerySet[Order]:
    mine = Order.objects.filter(errand_id=errand_id, buyer=buyer_id)
    return mine.select_related("shop").prefetch_related(LINES).order_by("shop__name_en", "pk")


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
