"""What the neighbours bought, for a page; each is one statement, whatever was sold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ecosystem.kernel.names import in_language
from ecosystem.places.public import cell_of, nearest_neighbourhoods
from merchants.catalog.public import Sku, Variant

from .models import Choice
from .rules import FEWEST_NEIGHBOURS, at_least

SHOWN = 6
# Written by hand, with what a page shows of an article and no more: every look at a shop asks for it. {of} is whose tallies.
TOLD = """
SELECT k.id, k.shop_id, k.name_zh, k.name_en, k.kind, k.price_minor, v.sale_unit, s.name_zh, s.name_en, t.neighbours - h.hers
FROM neighbours_tally t JOIN catalog_sku k ON k.id = t.sku_id JOIN catalog_variant v ON v.id = k.variant_id
JOIN stock_level l ON l.sku_id = k.id JOIN shops_shop s ON s.id = t.shop_id
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM neighbours_purchase p
    WHERE p.party_id = %(reader)s AND p.sku_id = t.sku_id AND p.neighbourhood_id = t.neighbourhood_id)::int AS hers) h
WHERE t.{of} = %(which)s AND t.neighbours - h.hers >= %(fewest)s
    AND k.on_sale AND l.on_hand > l.reserved + l.safety AND (k.sold_out_until IS NULL OR k.sold_out_until <= %(at)s)
    AND s.selling AND s.suspended_at IS NULL
ORDER BY t.neighbours DESC, k.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Bought:
    """An article, its shop, and how many others bought it, at least."""

    sku: Sku
    shop: str
    at_least: int


def bought_in(neighbourhood_id: int, *, reader_id: UUID | None, at: datetime, most: int = SHOWN) -> list[Bought]:
    """What people bought at a neighbourhood's shops, what most of them bought first."""
    return _told("neighbourhood_id", neighbourhood_id, reader_id, at, most)


def bought_at_shop(shop_id: UUID, *, reader_id: UUID | None, at: datetime, most: int = SHOWN) -> list[Bought]:
    """The same of one shop."""
    return _told("shop_id", shop_id, reader_id, at, most)


def neighbourhood_around(lat: float, lng: float) -> int | None:
    """The neighbourhood whose middle is nearest; none where none is known."""
    cell = cell_of(lat, lng)
    found = nearest_neighbourhoods([cell]).get(cell)
    return found.pk if found else None


def counts(party_id: UUID) -> bool:
    """Whether what a person buys counts, as she said last."""
    return not Choice.objects.filter(party=party_id, counts=False).exists()


def _told(of: str, which: UUID | int, reader_id: UUID | None, at: datetime, most: int) -> list[Bought]:
    """Those that may be told to this reader: she is none of her own neighbours."""
    asked: dict[str, Any] = {"which": which, "reader": reader_id, "fewest": FEWEST_NEIGHBOURS, "at": at, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(TOLD.format(of=of), asked)
        rows = cursor.fetchall()
    return [_bought(*row) for row in rows]


def _bought(
    sku_id: UUID, shop_id: UUID, name_zh: str, name_en: str, kind: str, price: int, unit: str, shop_zh: str, shop_en: str, others: int
) -> Bought:
    sku = Sku(id=sku_id, shop_id=shop_id, name_zh=name_zh, name_en=name_en, kind=kind, price_minor=price, variant=Variant(sale_unit=unit))
    return Bought(sku, in_language(shop_zh, shop_en), at_least(others))
