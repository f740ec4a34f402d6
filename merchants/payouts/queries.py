from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from merchants.settlement.public import Settlement

from .models import Payout


def shops_waiting(*, settled_before: datetime) -> list[UUID]:
    """Shops with settled orders of an earlier day that are not paid out."""
    waiting = Settlement.objects.filter(payout_id=None, settled_at__lt=settled_before)
    return list(waiting.order_by("shop_id").values_list("shop_id", flat=True).distinct())


def payouts_of(shop_ids: Collection[UUID], *, most: int = 30) -> QuerySet[Payout]:
    return Payout.objects.filter(shop__in=shop_ids).select_related("shop").prefetch_related("deductions").order_by("-made_at", "-pk")[:most]


def waiting_of(shop_ids: Collection[UUID]) -> dict[str, int]:
    """The waterfall of what will be paid out next, in minor units."""
    row = Settlement.objects.filter(shop__in=shop_ids, payout_id=None).aggregate(
        orders=Count("pk"), goods=Sum("goods_minor"), delivery=Sum("delivery_fee_minor"), commission=Sum("commission_minor"), net=Sum("net_minor")
    )
    return {name: value or 0 for name, value in row.items()}


def settlements_in(payout_id: UUID, shop_ids: Collection[UUID]) -> QuerySet[Settlement]:
    return Settlement.objects.filter(payout_id=payout_id, shop__in=shop_ids).order_by("settled_at", "pk")
