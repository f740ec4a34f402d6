"""What goods earned and how long they last: one row an article, from roll-ups and shelves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from ecosystem.kernel.names import in_language

from .. import rules

EVERY = """
SELECT s.id, s.code, s.name_zh, s.name_en, s.size, COALESCE(l.on_hand, 0), COALESCE(l.value_minor, 0),
    COALESCE(a.quantity, 0), COALESCE(a.went, 0), COALESCE(a.sales, 0)::bigint, COALESCE(a.cost, 0)::bigint
FROM catalog_sku s LEFT JOIN stock_level l ON l.sku_id = s.id
LEFT JOIN (SELECT sku_id, SUM(quantity) AS quantity, SUM("left") AS went, SUM(sales_minor) AS sales, SUM(cost_minor) AS cost
    FROM reports_articleday WHERE shop_id = %(shop)s AND "on" >= %(since)s AND "on" <= %(until)s GROUP BY sku_id) a ON a.sku_id = s.id
WHERE s.shop_id = %(shop)s AND (s.archived_at IS NULL OR l.on_hand <> 0 OR a.sales > 0)
ORDER BY a.sales DESC NULLS LAST, s.name_en, s.id
"""


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """``quantity`` was sold in sale units, ``left`` went in base units, as ``on_hand`` lies there; amounts in minor units."""

    sku_id: UUID
    code: str
    name_zh: str
    name_en: str
    size: str
    on_hand: Decimal
    value_minor: int
    quantity: Decimal
    left: Decimal
    sales_minor: int
    cost_minor: int
    days: int

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def profit_minor(self) -> int:
        return self.sales_minor - self.cost_minor

    @property
    def margin_bp(self) -> int | None:
        return rules.margin_bp(self.sales_minor, self.cost_minor)

    @property
    def cover(self) -> Decimal | None:
        return rules.days_of_cover(self.on_hand, self.left, self.days)


def goods_of(shop_id: UUID, *, until: date, days: int) -> list[GoodsRow]:
    """Every article, the best seller first; one statement."""
    since = until - timedelta(days=days - 1)
    with connection.cursor() as cursor:
        cursor.execute(EVERY, {"shop": shop_id, "since": since, "until": until})
        rows: list[list[Any]] = [[*row, days] for row in cursor.fetchall()]
        return [GoodsRow(*row) for row in rows]


def slow_of(rows: list[GoodsRow], *, most: int = 20) -> list[GoodsRow]:
    """Goods that lie there and did not move, the most money first."""
    still = [row for row in rows if row.on_hand > 0 and row.left <= 0 and row.value_minor > 0]
    return sorted(still, key=lambda row: -row.value_minor)[:most]


def short_of(rows: list[GoodsRow], *, most: int = 20) -> list[GoodsRow]:
    """Goods that last for a week or less, the shortest first."""
    covered = [(row.cover, row) for row in rows if row.cover is not None and row.cover <= 7]
    return [row for _cover, row in sorted(covered, key=lambda pair: (pair[0], pair[1].code))][:most]
