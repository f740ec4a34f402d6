from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from ecosystem.payments.public import latest_payment_of
from merchants.catalog.public import Sku
from merchants.orders.public import Wanted, orders_in, pieces_of
from merchants.promotions.public import deal_for, offers_for
from merchants.shops.public import serving_shops

from .rules import Carried, Item, Part, Pick, Place, Quote, quoted

OF_SKU = (
    "shop_id",
    "name_zh",
    "name_en",
    "size",
    "kind",
    "price_minor",
    "on_sale",
    "level__on_hand",
    "level__reserved",
    "level__safety",
    "level__backorder_limit",
    "variant__sale_unit",
    "variant__sale_factor",
    "variant__whole_only",
    "make_minutes",
)
OFFERED = """
SELECT id, name_zh, name_en, delta_minor FROM catalog_modifieroption WHERE id = ANY(%(options)s::uuid[]) AND NOT ended ORDER BY group_id, position
"""
# Written by hand, since every look at a basket asks for it: each line with its article and shelf, and what was chosen with it as far as it is
# still offered, each once with how often.
LINES = """
SELECT line.sku_id, line.quantity, k.shop_id, k.name_zh, k.name_en, k.size, k.kind, k.price_minor, k.on_sale,
    level.on_hand, level.reserved, level.safety, level.backorder_limit, v.sale_unit, v.sale_factor, v.whole_only, k.make_minutes, line.options,
    (SELECT jsonb_agg(jsonb_build_array(o.id, o.name_zh, o.name_en, o.delta_minor, c.times) ORDER BY o.group_id, o.position)
     FROM (SELECT option, count(*) AS times FROM unnest(line.options) AS u(option) GROUP BY option) c
     JOIN catalog_modifieroption o ON o.id = c.option AND NOT o.ended)::text
FROM baskets_basketline line JOIN catalog_sku k ON k.id = line.sku_id JOIN catalog_variant v ON v.id = k.variant_id
LEFT JOIN stock_level level ON level.sku_id = k.id
WHERE line.party_id = %s ORDER BY line.added_at, line.id
"""
HELD = "FOR UPDATE OF line"


def quote_for(party_id: UUID, *, where: Place | None = None, slots: Sequence[tuple[UUID, datetime]] = (), at: datetime, lock: bool = False) -> Quote:
    """The party's basket at the prices and offers of now, in three statements; ``lock`` holds its lines.

    With a place it says what bringing it there costs, in the slots that were chosen (shop, begin), else now.
    """
    with connection.cursor() as cursor:
        cursor.execute(LINES + (HELD if lock else ""), [party_id])
        rows = [(*row[:-1], json.loads(row[-1]) if row[-1] else None) for row in cursor.fetchall()]
    items = [_item(*row) for row in rows]
    return _priced(items, party_id, where=where, slots=slots, at=at)


def quote_of(lines: Sequence[Carried], *, where: Place | None = None, slots: Sequence[tuple[UUID, datetime]] = (), at: datetime) -> Quote:
    """The same of what a visitor carries, whom no shop knows."""
    if not lines:
        return Quote((), where is not None)
    articles = {row[0]: row[1:] for row in Sku.objects.filter(pk__in=[one.sku_id for one in lines]).values_list("pk", *OF_SKU)}
    with connection.cursor() as cursor:
        cursor.execute(OFFERED, {"options": [option for one in lines for option in one.options]})
        offered = {row[0]: row for row in cursor.fetchall()}
    picks = [[[str(key), *row[1:], one.options.count(key)] for key, row in offered.items() if key in one.options] for one in lines]
    rows: list[list[Any]] = [
        [one.sku_id, one.quantity, *articles[one.sku_id], list(one.options), chosen]
        for one, chosen in zip(lines, picks, strict=True)
        if one.sku_id in articles
    ]
    items = [_item(*row) for row in rows]
    return _priced(items, None, where=where, slots=slots, at=at)


def _priced(items: Sequence[Item], party_id: UUID | None, *, where: Place | None, slots: Sequence[tuple[UUID, datetime]], at: datetime) -> Quote:
    if not items:
        return Quote((), where is not None)
    shops = serving_shops({item.shop_id for item in items})
    quote = quoted(items, shops, where=where, moments={shop_id: dict(slots).get(shop_id, at) for shop_id in shops})
    offers = offers_for([part.shop_id for part in quote.parts], buyer_id=party_id, at=at)
    parts = (replace(part, deal=deal_for(pieces_of(wanted_of(part)), offers.of(part.shop_id), offers.purse)) for part in quote.parts)
    return replace(quote, parts=tuple(parts))


def wanted_of(part: Part) -> tuple[Wanted, ...]:
    """What one shop is asked for, in the order of its lines."""
    return tuple(Wanted(item.sku_id, item.quantity, item.unit_minor, item.options, item.make_minutes) for item in part.items)


def payment_of_errand(errand_id: UUID) -> UUID | None:
    """The payment that was begun last for an errand's orders."""
    payment = latest_payment_of(orders_in(errand_id))
    return payment.pk if payment else None


def left_of(sku: Sku) -> Decimal:
    """How much of an article can still be promised, in sale units."""
    level = getattr(sku, "level", None)
    return in_sale_units(level.available, sku.variant.sale_factor, whole=sku.variant.whole_only) if level else Decimal(0)


def in_sale_units(base: Decimal, factor: Decimal, *, whole: bool) -> Decimal:
    """How many sale units lie in so much stock."""
    return base // factor if whole else (base / factor).quantize(Decimal("0.001"), ROUND_DOWN)


def _item(
    sku_id: UUID,
    quantity: Decimal,
    shop_id: UUID,
    name_zh: str,
    name_en: str,
    size: str,
    kind: str,
    price: int,
    on_sale: bool,
    on_hand: Decimal | None,
    reserved: Decimal | None,
    safety: Decimal | None,
    backorder_limit: Decimal | None,
    unit: str,
    factor: Decimal,
    whole: bool,
    make_minutes: int,
    options: list[UUID],
    picks: list[list[Any]] | None,
) -> Item:
    available = (on_hand or Decimal(0)) - (reserved or Decimal(0)) - (safety or Decimal(0)) + (backorder_limit or Decimal(0))
    left = in_sale_units(available, factor, whole=whole)
    chosen = tuple(Pick(UUID(pick[0]), *pick[1:]) for pick in picks or ())
    sold = (quantity, price, on_sale, left, unit, whole, tuple(options), chosen, make_minutes)
    return Item(sku_id, shop_id, name_zh, name_en, size, kind, *sold)
