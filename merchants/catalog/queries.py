from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from .models import Sku


def shelf_of(shop_id: UUID, *, text: str = "", most: int = 400) -> QuerySet[Sku]:
    """What a shop sells now, by kind, with what is left of it."""
    skus = Sku.objects.filter(shop=shop_id, on_sale=True).select_related("level")
    return _matching(skus, text).order_by("section_en", "name_en", "pk")[:most]


def grid_of(shop_ids: Collection[UUID], *, text: str = "", page: int = 1, size: int = 50) -> tuple[list[Sku], bool]:
    """A page of everything a shop has, sold now or not, and whether there is more."""
    skus = _matching(Sku.objects.filter(shop__in=shop_ids).select_related("level"), text)
    start = (max(page, 1) - 1) * size
    rows = list(skus.order_by("section_en", "name_en", "pk")[start : start + size + 1])
    return rows[:size], len(rows) > size


def _matching(skus: QuerySet[Sku], text: str) -> QuerySet[Sku]:
    words = text.strip()
    return skus.filter(Q(name_zh__icontains=words) | Q(name_en__icontains=words) | Q(code__istartswith=words)) if words else skus
