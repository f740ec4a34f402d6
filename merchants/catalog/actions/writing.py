"""The one place where articles that exist are rewritten, one or twenty thousand of them in the same statements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner
from merchants.shops.public import Described, describe

from .. import access
from ..errors import BarcodeTaken
from ..models import PriceChange, Sku
from ..rules import Standing, differences

# A product's name is on all its listings, so all of them are held, at every shop, in one order.
LOCK = """
SELECT k.id FROM catalog_sku k JOIN catalog_variant v ON v.id = k.variant_id
WHERE v.product_id IN (SELECT w.product_id FROM catalog_sku s JOIN catalog_variant w ON w.id = s.variant_id WHERE s.id = ANY(%s))
ORDER BY k.id FOR NO KEY UPDATE OF k
"""
NEW = """
unnest(%(sku)s::uuid[], %(variant)s::uuid[], %(product)s::uuid[], %(name_zh)s::text[], %(name_en)s::text[], %(section_zh)s::text[],
       %(section_en)s::text[], %(size)s::text[], %(barcode)s::text[], %(price_minor)s::bigint[], %(on_sale)s::boolean[],
       %(sold_out_until)s::timestamptz[], %(daily_cap)s::numeric[], %(archived)s::boolean[], %(tax_bp)s::smallint[],
       %(make_minutes)s::smallint[])
    AS n(sku, variant, product, name_zh, name_en, section_zh, section_en, size, barcode, price_minor, on_sale, sold_out_until, daily_cap, archived,
        tax_bp, make_minutes)
"""
WRITE_SKUS = f"""
UPDATE catalog_sku k SET name_zh = n.name_zh, name_en = n.name_en, section_zh = n.section_zh, section_en = n.section_en, size = n.size,
    price_minor = n.price_minor, on_sale = n.on_sale, sold_out_until = n.sold_out_until, daily_cap = n.daily_cap,
    make_minutes = n.make_minutes, archived_at = CASE WHEN n.archived THEN COALESCE(k.archived_at, %(at)s) END, version = k.version + 1
FROM {NEW} WHERE k.id = n.sku
"""  # noqa: S608 - our own words
WRITE_VARIANTS = f"""
UPDATE catalog_variant v SET size = n.size, barcode = n.barcode, tax_bp = n.tax_bp FROM {NEW}
WHERE v.id = n.variant AND (v.size, v.barcode, v.tax_bp) IS DISTINCT FROM (n.size, n.barcode, n.tax_bp)
"""  # noqa: S608 - our own words
WRITE_PRODUCTS = f"""
UPDATE catalog_product p SET name_zh = n.name_zh, name_en = n.name_en, section_zh = n.section_zh, section_en = n.section_en FROM {NEW}
WHERE p.id = n.product
  AND (p.name_zh, p.name_en, p.section_zh, p.section_en) IS DISTINCT FROM (n.name_zh, n.name_en, n.section_zh, n.section_en)
"""  # noqa: S608 - our own words
CARRY_OVER = """
UPDATE catalog_sku k SET name_zh = p.name_zh, name_en = p.name_en, section_zh = p.section_zh, section_en = p.section_en, size = v.size,
    version = k.version + 1
FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id
WHERE v.id = k.variant_id AND v.product_id = ANY(%(product)s::uuid[])
  AND (k.name_zh, k.name_en, k.section_zh, k.section_en, k.size) IS DISTINCT FROM (p.name_zh, p.name_en, p.section_zh, p.section_en, v.size)
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A listing as it was when it was locked."""

    sku_id: UUID
    variant_id: UUID
    product_id: UUID
    code: str
    version: int
    standing: Standing


@inner
def hold(sku_ids: Collection[UUID]) -> dict[UUID, Kept]:
    """Lock listings, with all others of their products, and read them."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [list(sku_ids)])
    rows = Sku.objects.filter(pk__in=list(sku_ids)).select_related("variant").order_by("pk")
    return {sku.pk: kept(sku) for sku in rows}


def kept(sku: Sku) -> Kept:
    return Kept(sku.pk, sku.variant_id, sku.variant.product_id, sku.code, sku.version, standing_of(sku))


def standing_of(sku: Sku) -> Standing:
    """What a shopkeeper may edit of a listing, as it is."""
    return Standing(
        name_zh=sku.name_zh,
        name_en=sku.name_en,
        price_minor=sku.price_minor,
        section_zh=sku.section_zh,
        section_en=sku.section_en,
        size=sku.size,
        barcode=sku.variant.barcode,
        on_sale=sku.on_sale,
        sold_out_until=sku.sold_out_until,
        daily_cap=sku.daily_cap,
        archived=sku.archived_at is not None,
        tax_bp=sku.variant.tax_bp,
        make_minutes=sku.make_minutes,
    )


@inner
def rewrite(changes: Sequence[tuple[Kept, Standing]], *, by: Actor, at: datetime) -> None:
    """Let listings that the caller holds stand otherwise; each is one version further, and new prices are remembered.

    Raises:
        SharedElsewhere: other words for what is sold at a branch too that the actor does not keep.
        BarcodeTaken: a barcode that is on another article of the merchant.
    """
    if not changes:
        return
    access.require_keeps_everywhere(by, {before.product_id for before, after in changes if after.everywhere != before.standing.everywhere})
    values = _columns(changes)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in (WRITE_SKUS, WRITE_VARIANTS, WRITE_PRODUCTS, CARRY_OVER):
                cursor.execute(statement, {**values, "at": at})
    except IntegrityError:
        raise BarcodeTaken(barcode=next((after.barcode for before, after in changes if after.barcode != before.standing.barcode), "")) from None
    _describe_renamed(changes)
    repriced = [
        PriceChange(sku_id=before.sku_id, price_minor=after.price_minor, from_at=at, by_id=by.person_id)
        for before, after in changes
        if after.price_minor != before.standing.price_minor
    ]
    PriceChange.objects.bulk_create(repriced, batch_size=5_000)


@inner
def _describe_renamed(changes: Sequence[tuple[Kept, Standing]]) -> None:
    """A product's name is on all its listings, so all of them are found by it."""
    renamed = {before.product_id for before, after in changes if (before.standing.name_zh, before.standing.name_en) != (after.name_zh, after.name_en)}
    if renamed:
        rows = Sku.objects.filter(variant__product__in=renamed).values_list("shop_id", "pk", "name_zh", "name_en", "on_sale")
        describe(Described(shop_id, (zh, en), sku_id, on_sale) for shop_id, sku_id, zh, en, on_sale in rows)


def moved(before: Standing, after: Standing) -> tuple[dict[str, object], dict[str, object]]:
    """Before and after for the audit: only what is not the same, in plain data."""
    names, was, now = differences(before, after), before.told(), after.told()
    return {name: was[name] for name in names}, {name: now[name] for name in names}


def _columns(changes: Sequence[tuple[Kept, Standing]]) -> dict[str, list[object]]:
    columns: dict[str, list[object]] = {
        "sku": [before.sku_id for before, _ in changes],
        "variant": [before.variant_id for before, _ in changes],
        "product": [before.product_id for before, _ in changes],
    }
    for name in Standing.__dataclass_fields__:
        columns[name] = [getattr(after, name) for _, after in changes]
    return columns
