"""What lies in a shop and on no shelf: counted deliveries, refused goods."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Prefetch

from ..models import DoorCount, DoorCountLine, Refused


def waiting_counts(shop_ids: Collection[UUID], *, most: int = 100) -> list[DoorCount]:
    """Deliveries that were counted and that nobody has accepted, the oldest first."""
    waiting = DoorCount.objects.filter(order__shop__in=shop_ids, status="waiting").select_related("order__supplier", "counted_by__party")
    lines = Prefetch("lines", DoorCountLine.objects.select_related("line").order_by("line__position"))
    return list(waiting.prefetch_related(lines).order_by("counted_at", "pk")[:most])


def refused_here(shop_ids: Collection[UUID], *, most: int = 100) -> list[Refused]:
    """Refused goods that still lie in the shop, the oldest first."""
    held = Refused.objects.filter(of__receipt__order__shop__in=shop_ids, status="held")
    return list(held.select_related("of__line", "of__receipt__order__supplier").order_by("of__receipt__posted_at", "of")[:most])
