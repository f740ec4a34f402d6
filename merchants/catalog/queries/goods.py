"""The shelf, the grid, one article, and the goods as a file knows them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from ecosystem.kernel.actor import Actor
from merchants.shops.public import answering, words_found_by

from .. import access
from ..models import Batch, ModifierGroup, ModifierOption, Product, ProductGroup, Sku, Variant
from ..rules import Standing
from ..rules.bars import modules, runs
from ..tables.planning import Known


def shelf_of(shop_id: UUID, *, text: str = "", loose: bool = False, like: UUID | None = None, most: int = 400) -> QuerySet[Sku]:
    """What a shop sells now, by kind, with what is left of it, its units and hours, and whether it asks anything.

    ``text`` keeps to what a search for it finds, slips forgiven where ``loose``; ``like`` to the variants of one listing's product.
    """
    asks = Exists(ProductGroup.objects.filter(product=OuterRef("variant__product")))
    skus = Sku.objects.filter(shop=shop_id, on_sale=True).select_related("level", "variant").prefetch_related("windows").annotate(asks=asks)
    if like:
        skus = skus.filter(variant__product__variants__listings=like)
    return _matching(skus, text, loose=loose).order_by("section_en", "name_en", "pk")[:most]


def by_ids(sku_ids: Collection[UUID]) -> dict[UUID, Sku]:
    """Names and prices of some listings, in one statement, or none for none."""
    return Sku.objects.only("shop_id", "name_zh", "name_en", "price_minor").in_bulk(list(sku_ids)) if sku_ids else {}


def grid_of(shop_ids: Collection[UUID], *, text: str = "", page: int = 1, size: int = 50) -> tuple[list[Sku], bool]:
    """A page of everything a shop has, sold now or not, and whether there is more."""
    skus = _matching(Sku.objects.filter(shop__in=shop_ids, archived_at=None).select_related("level", "variant"), text)
    start = (max(page, 1) - 1) * size
    rows = list(skus.order_by("section_en", "name_en", "pk")[start : start + size + 1])
    return rows[:size], len(rows) > size


def article_of(sku_id: UUID) -> Sku:
    """One listing with everything that its own page shows."""
    rows = Sku.objects.select_related("shop", "variant__product", "level")
    return rows.prefetch_related("windows", "variant__product__asked__group__options").get(pk=sku_id)


def children_of(sku: Sku) -> QuerySet[Sku]:
    """All variants of the same product that the shop lists."""
    same = Sku.objects.filter(shop=sku.shop_id, variant__product=sku.variant.product_id, archived_at=None)
    return same.select_related("variant", "level").order_by("pk")


def goods_of(party_id: UUID) -> QuerySet[ModifierGroup]:
    """The choices of a merchant, with their answers and with how many products they are asked."""
    return ModifierGroup.objects.filter(party=party_id).annotate(products=Count("asked_with")).prefetch_related("options").order_by("name_en", "pk")


def batches_of(shop_id: UUID, *, most: int = 10) -> QuerySet[Batch]:
    """The latest changes of many articles at once."""
    return Batch.objects.filter(shop=shop_id).select_related("by__party", "source").order_by("-made_at", "-pk")[:most]


KNOWN = (
    "pk",
    "product_id",
    "code",
    "barcode",
    "sale_unit",
    "tax_bp",
    "size",
    "product__name_zh",
    "product__name_en",
    "product__section_zh",
    "product__section_en",
)
LISTED = ("variant_id", "pk", "price_minor", "on_sale", "sold_out_until", "daily_cap", "archived_at", "make_minutes")


def known_at(shop_id: UUID, party_id: UUID, *, by: Actor) -> list[Known]:
    """Every variant of a merchant, with how it stands at one shop and whether the actor may change its words."""
    elsewhere = access.shared_elsewhere(by, Product.objects.filter(party=party_id).values("pk"))
    listed = {row[0]: row[1:] for row in Sku.objects.filter(shop=shop_id).values_list(*LISTED)}
    known = []
    for pk, product_id, code, barcode, unit, tax_bp, size, *names in Variant.objects.filter(party=party_id).values_list(*KNOWN):
        name_zh, name_en, section_zh, section_en = names
        told = (name_zh, name_en, section_zh, section_en, size)
        here = listed.get(pk)
        standing = None
        if here:
            _sku, price, on_sale, until, cap, archived, making = here
            words = (name_zh, name_en, price, section_zh, section_en, size, barcode)
            standing = Standing(*words, on_sale, until, cap, archived is not None, tax_bp, making)
        known.append(Known(pk, product_id, code, barcode, unit, here[0] if here else None, standing, told, tax_bp, product_id in elsewhere))
    return known


EXPORTED = (
    *("code", "barcode", "name_zh", "name_en", "section_zh", "section_en", "size", "unit"),
    *("price", "on_sale", "daily_cap", "make_minutes", "tax"),
)


def exported(shop_id: UUID) -> Iterator[tuple[object, ...]]:
    """The shop's goods in the order of ``EXPORTED``, as a file has them, read as they are written."""
    skus = Sku.objects.filter(shop=shop_id, archived_at=None).annotate(
        barcode=F("variant__barcode"), unit=F("variant__sale_unit"), tax_bp=F("variant__tax_bp")
    )
    stored = {"price": "price_minor", "tax": "tax_bp"}
    fields = [stored.get(field, field) for field in EXPORTED]
    return skus.order_by("section_en", "name_en", "pk").values_list(*fields).iterator(chunk_size=2_000)


def make_minutes_of(shop_id: UUID, sku_ids: Collection[UUID]) -> dict[UUID, int]:
    """What making one of each takes, in one statement."""
    return dict(Sku.objects.filter(shop=shop_id, pk__in=list(sku_ids)).values_list("pk", "make_minutes"))


def _matching(skus: QuerySet[Sku], text: str, *, loose: bool = False) -> QuerySet[Sku]:
    typed = text.strip()
    if not typed:
        return skus
    named = Q(name_zh__icontains=typed) | Q(name_en__icontains=typed) | Q(code__istartswith=typed) | Q(variant__barcode=typed)
    return skus.alias(words=words_found_by()).filter(named | answering(typed, loose=loose))


def by_code(shop_id: UUID, code: str) -> UUID | None:
    """The listing that a scanned barcode or a typed code names."""
    named = Sku.objects.filter(Q(variant__barcode=code) | Q(code=code), shop=shop_id, archived_at=None)
    return named.order_by("pk").values_list("pk", flat=True).first() if code else None


@dataclass(frozen=True, slots=True)
class Label:
    """What a price label says; ``bars`` are where each bar begins and how wide it is."""

    sku: Sku
    bars: list[tuple[int, int]]
    width: int


def labels_of(shop_id: UUID, chosen: Collection[str], *, most: int = 120) -> list[Label]:
    """Labels of the listings chosen, or of the first of the shelf."""
    skus = Sku.objects.filter(shop=shop_id, archived_at=None).select_related("variant")
    if chosen:
        skus = skus.filter(pk__in=[name for name in chosen if _is_id(name)])
    return [
        Label(sku, runs(sku.variant.barcode or ""), len(modules(sku.variant.barcode or "")))
        for sku in skus.order_by("section_en", "name_en", "pk")[:most]
    ]


def stocked(shop_id: UUID, *, most: int = 300) -> QuerySet[Sku]:
    """What an answer may use up."""
    return Sku.objects.filter(shop=shop_id, archived_at=None).order_by("name_en", "pk")[:most]


def answers_of(group: ModifierGroup, shop_id: UUID) -> list[tuple[ModifierOption, UUID | None]]:
    """The answers of a choice, each with the listing of the shop that it uses up."""
    listed = Sku.objects.filter(variant=OuterRef("uses"), shop=shop_id).values("pk")[:1]
    rows = ModifierOption.objects.filter(group=group, ended=False).annotate(listing=Subquery(listed)).order_by("position")
    return [(row, row.listing) for row in rows]


def _is_id(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True
