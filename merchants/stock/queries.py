"""What the stock pages and other rooms read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count as CountOf
from django.db.models import F, Q, QuerySet, Sum

from merchants.catalog.public import Sku

from .models import Batch, Count, CountLine, Level, Movement, Quarantine, Tally, Transfer, TransferLine

SOON = timedelta(days=7)
PAGE = 50


class Worth(NamedTuple):
    """A shop's stock in sum: articles, value in minor units, and how many want looking at."""

    articles: int
    value_minor: int
    low: int
    gaps: int


LOW = Q(on_hand__lte=F("reserved") + F("safety"))
GAP = Q(on_hand__lt=0) | Q(reserved__gt=F("on_hand") + F("backorder_limit"))


def worth_of(shop_id: UUID) -> Worth:
    row = Level.objects.filter(shop=shop_id).aggregate(
        articles=CountOf("pk"), value=Sum("value_minor"), low=CountOf("pk", filter=LOW), gaps=CountOf("pk", filter=GAP)
    )
    return Worth(row["articles"], row["value"] or 0, row["low"], row["gaps"])


def levels_in(shop_id: UUID, *, text: str = "", only: str = "", page: int = 1) -> tuple[list[Level], bool]:
    """A page of shelves, all of them, the ``low`` or the ``gaps``, and whether there is more."""
    rows = Level.objects.filter(shop=shop_id).select_related("sku")
    if text.strip():
        rows = rows.filter(_called(text.strip()))
    rows = rows.filter({"low": LOW, "gaps": GAP}.get(only, Q()))
    start = (max(page, 1) - 1) * PAGE
    found = list(rows.order_by("sku__section_en", "sku__name_en", "pk")[start : start + PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def _called(words: str) -> Q:
    names = Q(sku__name_zh__icontains=words) | Q(sku__name_en__icontains=words)
    return names | Q(sku__code__istartswith=words) | Q(sku__variant__barcode=words)


def level_of(sku_id: UUID, shop_ids: Collection[UUID]) -> Level | None:
    return Level.objects.filter(sku=sku_id, shop__in=shop_ids).select_related("sku", "shop").first()


def history_of(level: Level, *, most: int = 100) -> QuerySet[Movement]:
    """The article's movements, the newest first."""
    return Movement.objects.filter(level=level).prefetch_related("batches__batch").order_by("-pk")[:most]


def batches_of(level: Level) -> QuerySet[Batch]:
    return Batch.objects.filter(level=level).exclude(on_hand=0).order_by(F("expires_on").asc(nulls_last=True), "pk")


def expiring_in(shop_id: UUID, *, today: date, within: timedelta = SOON, most: int = 100) -> QuerySet[Batch]:
    """Batches that expired or soon do, within a week unless said otherwise, the soonest first."""
    rows = Batch.objects.filter(level__shop=shop_id, on_hand__gt=0, expires_on__lte=today + within)
    return rows.select_related("level__sku").order_by("expires_on", "pk")[:most]


def quarantined_in(shop_id: UUID, *, most: int = 100) -> QuerySet[Quarantine]:
    rows = Quarantine.objects.filter(level__shop=shop_id, status=Quarantine.Status.HELD)
    return rows.select_related("level__sku").order_by("at", "pk")[:most]


def transfers_of(shop_ids: Collection[UUID], *, most: int = 30) -> QuerySet[Transfer]:
    """Transfers from or to these shops, the newest first, with how much of each is still on its way."""
    rows = Transfer.objects.filter(Q(source__in=shop_ids) | Q(destination__in=shop_ids)).select_related("source", "destination")
    return rows.annotate(articles=CountOf("lines")).order_by("-made_at", "-pk")[:most]


def in_transit_to(shop_id: UUID) -> dict[UUID, Decimal]:
    """What is on its way to a shop, by article."""
    left = F("quantity") - F("received") - F("returned") - F("lost")
    rows = TransferLine.objects.filter(transfer__destination=shop_id, transfer__status__in=["in_transit", "partially_received"])
    return {row["to_sku"]: row["left"] for row in rows.values("to_sku").annotate(left=Sum(left)) if row["left"]}


def lines_of(transfer: Transfer) -> QuerySet[TransferLine]:
    return transfer.lines.select_related("from_sku", "to_sku").order_by("position")


def counts_of(shop_ids: Collection[UUID], *, most: int = 30) -> QuerySet[Count]:
    rows = Count.objects.filter(shop__in=shop_ids).select_related("shop")
    counted = CountOf("lines", filter=Q(lines__tallies__isnull=False), distinct=True)
    return rows.annotate(articles=CountOf("lines", distinct=True), counted=counted).order_by("-planned_at", "-pk")[:most]


def counts_held_until(at: datetime, *, most: int = 100) -> list[UUID]:
    """Counts that hold goods still although their time is over."""
    return list(Count.objects.filter(held_until__lte=at).order_by("held_until", "pk").values_list("pk", flat=True)[:most])


def sheet_of(count: Count, *, text: str = "", most: int = 200) -> list[CountLine]:
    """The lines of a count with everybody's figures; those that nobody counted first."""
    rows = CountLine.objects.filter(count=count).select_related("sku").prefetch_related("tallies__person__party")
    if text.strip():
        rows = rows.filter(_called(text.strip()))
    return list(rows.annotate(figures=CountOf("tallies")).order_by("figures", "sku__section_en", "sku__name_en", "pk")[:most])


def tallies_of(count: Count) -> int:
    return Tally.objects.filter(line__count=count).values("line").distinct().count()


def cost_of_sales(causes: Collection[UUID]) -> dict[UUID, int]:
    """What the goods of orders and counter sales cost, less what came back of them, in minor units."""
    rows = Movement.objects.filter(cause__in=causes, kind__in=[Movement.Kind.SOLD, Movement.Kind.SALE_RETURN])
    return {row["cause"]: -row["cost"] for row in rows.values("cause").annotate(cost=Sum("value_minor"))}


def article_called(shop_id: UUID, code: str) -> Sku | None:
    """The article that a scanned barcode or a typed code means."""
    meant = Q(code=code.strip()) | Q(variant__barcode=code.strip())
    return Sku.objects.filter(meant, shop=shop_id).first() if code.strip() else None


def line_of(line_id: int) -> CountLine:
    return CountLine.objects.select_related("sku").prefetch_related("tallies__person__party").get(pk=line_id)
