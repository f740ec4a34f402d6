from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from .models import Act


def acts_on(target: str) -> QuerySet[Act]:
    """What was done to, or read of, a thing; newest first."""
    return Act.objects.filter(target=target).order_by("-pk")


def acts_on_any(targets: Collection[str]) -> QuerySet[Act]:
    """What was done to, or read of, any of these; newest first."""
    return Act.objects.filter(target__in=targets).order_by("-pk")


def acts_about(shop_id: UUID) -> QuerySet[Act]:
    """What was done in the business of one shop; newest first."""
    return Act.objects.filter(about=shop_id).order_by("-pk")


def latest_of(act: str, targets: Collection[str]) -> dict[str, datetime]:
    """When each of the targets last saw this act; those that never did are left out."""
    return dict(Act.objects.filter(act=act, target__in=targets).values_list("target").annotate(latest=Max("at")))
