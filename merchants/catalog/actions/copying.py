"""Many new rows at once, by COPY: what a file of goods adds, and what a batch remembers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner
from merchants.shops.public import Described, describe

from ..rules import Standing, Units

NAMES = ("name_zh", "name_en", "section_zh", "section_en")
PRODUCT = ("id", "party_id", "kind", *NAMES)
VARIANT = ("id", "product_id", "party_id", "code", "barcode", "size", "base_unit", "sale_unit", "purchase_unit", "sale_factor", "purchase_factor")
LISTED = (*NAMES, "size", "price_minor", "on_sale", "sold_out_until", "daily_cap", "make_minutes")
SKU = ("id", "shop_id", "variant_id", "code", "kind", "version", *LISTED)
PRICE = ("sku_id", "price_minor", "from_at", "by_id")
BATCH_ROW = ("batch_id", "sku_id", "before", "after", "version")


@dataclass(frozen=True, slots=True)
class Arriving:
    """A listing that is not there yet; ``product_id`` is set where the article is new as well."""

    sku_id: UUID
    variant_id: UUID
    product_id: UUID | None
    code: str
    units: Units
    standing: Standing


@inner
def copy_articles(arriving: Sequence[Arriving], *, shop_id: UUID, party_id: UUID, by: Actor, at: datetime) -> None:
    """Write products, variants, listings, their search documents and opening prices. Raises ``IntegrityError`` for a code that is taken."""
    new = [one for one in arriving if one.product_id]
    _copy("catalog_product", PRODUCT, ((one.product_id, party_id, "", *_values(one.standing, NAMES)) for one in new))
    _copy("catalog_variant", (*VARIANT, "whole_only", "tax_bp"), (_variant(one, party_id) for one in new))
    _copy("catalog_sku", SKU, ((one.sku_id, shop_id, one.variant_id, one.code, "", 1, *_values(one.standing, LISTED)) for one in arriving))
    describe(_described(one, shop_id) for one in arriving)
    _copy("catalog_pricechange", PRICE, ((one.sku_id, one.standing.price_minor, at, by.person_id) for one in arriving))


@inner
def copy_batch_rows(batch_id: UUID, rows: Iterable[tuple[UUID, Standing | None, Standing, int]]) -> None:
    """Remember listings before and after: (listing, before, after, the version that the batch left)."""
    _copy("catalog_batchrow", BATCH_ROW, ((batch_id, sku_id, _json(before), _json(after), version) for sku_id, before, after, version in rows))


def _described(one: Arriving, shop_id: UUID) -> Described:
    return Described(shop_id, (one.standing.name_zh, one.standing.name_en), one.sku_id, one.standing.on_sale)


def _variant(one: Arriving, party_id: UUID) -> tuple[Any, ...]:
    units, standing = one.units, one.standing
    named = (one.variant_id, one.product_id, party_id, one.code, standing.barcode, standing.size)
    return (*named, units.base, units.sale, units.purchase, units.sale_factor, units.purchase_factor, units.whole_only, standing.tax_bp)


def _values(standing: Standing, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(standing, name) for name in names)


def _json(standing: Standing | None) -> str | None:
    return None if standing is None else json.dumps(standing.told(), ensure_ascii=False)


def _copy(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
