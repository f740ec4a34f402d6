"""Statements of a shop and what they claim, by month and platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from .models import Statement, Taking

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class MonthOfPlatform:
    month: date
    platform: str
    rows: int
    amount_minor: int
    fee_minor: int


def claimed_by_month(shop_id: UUID) -> list[MonthOfPlatform]:
    """What counts now, the newest month first; what was taken back does not."""
    kept = Taking.objects.filter(shop=shop_id, back_fact_id=None).annotate(month=TruncMonth("on")).values("month", "platform")
    sums = kept.annotate(rows=Count("pk"), amount=Sum("amount_minor"), fee=Sum("fee_minor")).order_by("-month", "platform")
    return [MonthOfPlatform(row["month"], row["platform"], row["rows"], row["amount"], row["fee"]) for row in sums]


def statements_of(shop_id: UUID) -> list[Statement]:
    return list(Statement.objects.filter(shop=shop_id).defer("content").order_by("-uploaded_at", "pk")[:MOST_SHOWN])


def known_references(shop_id: UUID, platform: str) -> set[str]:
    """References that count already."""
    return set(Taking.objects.filter(shop=shop_id, platform=platform, back_fact_id=None).values_list("reference", flat=True))
