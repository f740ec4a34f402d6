"""The directory, and price lists as a shop sees them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from .. import access
from ..models import Article, Source, Supplier


def suppliers_for(shop_ids: Collection[UUID], *, text: str = "", most: int = 60) -> QuerySet[Supplier, Any]:
    """Suppliers that the shops may know of, those they bought from last first; ``offers`` counts their articles."""
    words = text.strip()
    rows = access.directory(shop_ids)
    if words:
        named = Q(name_zh__icontains=words) | Q(name_en__icontains=words)
        carries = Article.objects.filter(Q(name_zh__icontains=words) | Q(name_en__icontains=words), offered=True).values("supplier")
        rows = rows.filter(named | Q(pk__in=carries))
    counted = rows.annotate(
        offers=Count("articles", filter=Q(articles__offered=True), distinct=True),
        bought_at=Max("orders__made_at", filter=Q(orders__shop__in=shop_ids)),
    )
    return counted.order_by("known_to", "-bought_at", "name_en", "pk")[:most]


def articles_of(supplier: Supplier, *, shop_id: UUID | None = None, text: str = "", page: int = 1, size: int = 50) -> tuple[list[Article], bool]:
    """A page of a price list, and whether there is more; for a shop only what is offered, with what each is there (``linked``)."""
    rows = Article.objects.filter(supplier=supplier)
    if words := text.strip():
        rows = rows.filter(Q(name_zh__icontains=words) | Q(name_en__icontains=words) | Q(code__istartswith=words))
    if shop_id is not None:
        links = Source.objects.filter(sku__shop=shop_id).select_related("sku__level").order_by("-preferred", "pk")
        rows = rows.filter(offered=True).prefetch_related(Prefetch("sources", links, to_attr="linked"))
    start = (max(page, 1) - 1) * size
    found = list(rows.order_by("name_en", "pk")[start : start + size + 1])
    return found[:size], len(found) > size
