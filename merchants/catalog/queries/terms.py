"""What checkout must know of articles besides price and shelf, in one statement."""

from __future__ import annotations

import json
from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from merchants.shops.public import Hours

from ..models import Sku
from ..rules import Group, Option, Terms, Units

TERMS = """
SELECT k.id, k.name_zh, k.name_en, k.size, v.base_unit, v.sale_unit, v.purchase_unit, v.sale_factor, v.purchase_factor, v.whole_only,
    v.tax_bp, k.sold_out_until, k.daily_cap,
    (SELECT jsonb_agg(jsonb_build_array(w.weekday, w.opens_minute, w.closes_minute)) FROM catalog_window w WHERE w.sku_id = k.id),
    (SELECT jsonb_agg(jsonb_build_array(g.id, g.name_zh, g.name_en, g.min_picks, g.max_picks, (
        SELECT jsonb_agg(jsonb_build_array(o.id, o.name_zh, o.name_en, o.delta_minor, l.id, o.uses_quantity::text, o.uses_id IS NOT NULL)
            ORDER BY o.position)
        FROM catalog_modifieroption o LEFT JOIN catalog_sku l ON l.variant_id = o.uses_id AND l.shop_id = k.shop_id AND l.archived_at IS NULL
        WHERE o.group_id = g.id AND NOT o.ended)) ORDER BY a.position, a.id)
     FROM catalog_productgroup a JOIN catalog_modifiergroup g ON g.id = a.group_id WHERE a.product_id = v.product_id)
FROM catalog_sku k JOIN catalog_variant v ON v.id = k.variant_id
WHERE k.id = ANY(%s) AND k.shop_id = %s
"""


def terms_of(shop_id: UUID, sku_ids: Collection[UUID]) -> dict[UUID, Terms]:
    """Terms by listing; what the shop does not have is left out."""
    with connection.cursor() as cursor:
        cursor.execute(TERMS, [list(sku_ids), shop_id])
        return {row[0]: _terms(row) for row in cursor.fetchall()}


def choices_of(shop_id: UUID) -> dict[UUID, tuple[Group, ...]]:
    """What is asked with the articles on sale at a shop; those with which nothing is asked are left out."""
    asking = Sku.objects.filter(shop=shop_id, on_sale=True, variant__product__asked__isnull=False).values_list("pk", flat=True).distinct()
    return {sku_id: terms.groups for sku_id, terms in terms_of(shop_id, list(asking)).items()}


def _terms(row: tuple[Any, ...]) -> Terms:
    windows, groups = _told(row[13]), _told(row[14])
    return Terms(
        sku_id=row[0],
        name_zh=row[1],
        name_en=row[2],
        size=row[3],
        units=Units(*row[4:10]),
        tax_bp=row[10],
        sold_out_until=row[11],
        daily_cap=row[12],
        windows=tuple(Hours(*each) for each in windows),
        groups=tuple(_group(told) for told in groups),
    )


def _group(told: list[Any]) -> Group:
    group_id, name_zh, name_en, least, most, options = told
    return Group(UUID(group_id), name_zh, name_en, least, most, tuple(_option(each) for each in options or ()))


def _option(told: list[Any]) -> Option:
    quantity = None if told[5] is None else Decimal(told[5])
    return Option(UUID(told[0]), told[1], told[2], told[3], UUID(told[4]) if told[4] else None, quantity, is_linked=told[6])


def _told(value: Any) -> list[Any]:
    return (json.loads(value) if isinstance(value, str) else value) or []
