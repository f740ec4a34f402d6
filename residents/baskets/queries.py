from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from ecosystem.payments.public import latest_payment_of
from merchants.catalog.public import Sku
from merchants.orders.public import Wanted, orders_in, pieces_of
from merchants.promotions.public import deal_for, offers_for
from merchants.shops.public import serving_shops

from .models import BasketLine
from .rules import Carried, Item, Part, Pick, Place, Quote, quoted

FIELDS = (
    "sku_id",
    "quantity",
    "sku__shop_id",
    "sku__name_zh",
    "sku__name_en",
    "sku__size",
    "sku__kind",
    "sku__price_minor",
    "sku__on_sale",
    "sku__level__on_hand",
    "sku__level__reserved",
    "sku__level__safety",
    "sku__level__backorder_limit",
    "sku__variant__sale_unit",
    "sku__variant__sale_factor",
    "sku__variant__whole_only",
    "options",
    "picks",
)


OF_SKU = tuple(name.removeprefix("sku__") for name in FIELDS[2:-2])
OFFERED = """
SELECT id, name_zh, name_en, delta_minor FROM catalog_modifieroption WHERE id = ANY(%(options)s::uuid[]) AND NOT ended ORDER BY group_id, position
"""
# What was chosen with a line, as far as it is still offered, each once with how often.
PICKS = """
(SELECT jsonb_agg(jsonb_build_array(o.id, o.name_zh, o.name_en, o.delta_minor, c.times) ORDER BY o.group_id, o.position)
 FROM (SELECT option, count(*) AS times FROM unnest(baskets_basketline.options) AS u(option) GROUP BY option) c
 JOIN catalog_modifieroption o ON o.id = c.option AND NOT o.ended)
"""


def quote_for(party_id: UUID, *, where: Place | None = None, slots: Sequence[tuple[UUID, datetime]] = (), at: datetime, lock: bool = False) -> Quote:
    """The party's basket at the prices and offers of now, in three statements; ``lock`` holds its lines.

    With a place it says what bringing it there costs, in the slots that were chosen (shop, begin), else now.
    """
    lines = BasketLine.objects.filter(party=party_id).order_by("added_at", "pk")
    if lock:
        lines = lines.select_for_update(of=("self",))
    chosen = RawSQL(PICKS, [], output_field=JSONField())  # noqa: S611 - our own words
    items = [_item(*row) for row in lines.annotate(picks=chosen).values_list(*FIELDS)]
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
    return tuple(Wanted(item.sku_id, item.quantity, item.unit_minor, item.options) for item in part.items)


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
    options: list[UUID],
    picks: list[list[Any]] | None,
) -> Item:
    available = (on_hand or Decimal(0)) - (reserved or Decimal(0)) - (safety or Decimal(0)) + (backorder_limit or Decimal(0))
    left = in_sale_units(available, factor, whole=whole)
    chosen = tuple(Pick(UUID(pick[0]), *pick[1:]) for pick in picks or ())
    return Item(sku_id, shop_id, name_zh, name_en, size, kind, quantity, price, on_sale, left, unit, whole, tuple(options), chosen)
