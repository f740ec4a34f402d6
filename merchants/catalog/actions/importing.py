"""Goods from a file: uploaded, its columns named, tried, then taken in as one batch that can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from merchants.shops.public import KEEPERS, shop_for

from .. import access, rules
from ..errors import PriceMoved
from ..models import Batch, Import, PriceChange, Product, Sku, Variant
from ..queries import known_at
from ..tables.columns import checked_mapping, guessed
from ..tables.planning import Known, Plan, plan, read_all
from ..tables.reading import rows_of
from ..tables.rows import Row
from .batches import note_batch
from .writing import hold, rewrite

AT_A_TIME = 5_000
# Two files of one merchant wait for each other, so that a code is added once.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True, slots=True)
class New:
    """A new article or listing with its rows-to-be."""

    product: Product
    variant: Variant
    sku: Sku
    standing: rules.Standing


@entry
def upload_import(*, shop_id: UUID, name: str, content: bytes, by: Actor, at: datetime) -> Import:
    """Keep a file of goods, its columns guessed from their names; nothing is changed yet.

    Raises:
        NotFound: not a shop of the actor's.
        FileTooLarge, FileUnreadable, TooManyRows: what is wrong with the file.
    """
    shop = shop_for(by, shop_id, roles=KEEPERS)
    rows = rows_of(content)
    return Import.objects.create(shop=shop, by_id=by.person_id, name=name[:120], content=content, mapping=guessed(rows[0]), uploaded_at=at)


@entry
def map_import(*, import_id: UUID, mapping: Mapping[str, int], by: Actor, at: datetime) -> Import:
    """Say which column is what.

    Raises:
        ImportNotFound: absent, taken in already, or another shop's.
        ColumnsMissing: no code and no barcode, or nothing else.
    """
    found = access.waiting_import_for(by, import_id, lock=True)
    found.mapping = checked_mapping(mapping, len(rows_of(bytes(found.content or b""))[0]))
    found.save(update_fields=["mapping"])
    return found


@entry
def apply_import(*, import_id: UUID, by: Actor, at: datetime) -> Import:
    """Take in every row that can be; the others are counted. A second call finds it done and tells the same.

    Raises:
        ImportNotFound: absent, or another shop's.
        ColumnsMissing: its columns say too little.
        PriceMoved: another way of adding goods took one of its codes just now; nothing is changed.
    """
    found = access.import_for(by, import_id, lock=True)
    if found.status == Import.Status.APPLIED:
        return found
    shop = found.shop
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [f"catalog/{shop.party_id}"])
    rows = rows_of(bytes(found.content or b""))
    mapping = checked_mapping(found.mapping, len(rows[0]))
    made = take_in(shop_id=shop.pk, party_id=shop.party_id, rows=rows, mapping=mapping, by=by, at=at)
    found.batch, counts = made
    found.status, found.counts, found.content = Import.Status.APPLIED, counts, None
    found.save(update_fields=["batch", "status", "counts", "content"])
    record("catalog.import", target=f"import/{found.pk}", by=by, at=at, after=counts)
    return found


@inner
def take_in(
    *, shop_id: UUID, party_id: UUID, rows: Sequence[Sequence[str]], mapping: Mapping[str, int], by: Actor, at: datetime
) -> tuple[Batch, dict[str, int]]:
    """Rows of a file, the header first, as one batch. Planned twice: to know which listings to hold, and on those held."""
    read = read_all(rows, mapping)
    held = hold(plan(read, known_at(shop_id, party_id)).named)
    final = plan(read, known_at(shop_id, party_id))
    changes = [(held[known.sku_id], after) for known, after in final.change if known.sku_id in held]
    new = _drafted(final, shop_id, party_id)
    try:
        with transaction.atomic():
            _insert(new, by=by, at=at)
            rewrite(changes, by=by, at=at)
    except IntegrityError:
        raise PriceMoved from None
    added = [(one.sku.pk, one.standing) for one in new]
    return note_batch(shop_id=shop_id, kind=Batch.Kind.IMPORT, added=added, changes=changes, by=by, at=at), final.counts


def _drafted(plan: Plan, shop_id: UUID, party_id: UUID) -> list[New]:
    new = [_article(row, standing, shop_id, party_id) for row, standing in plan.add]
    return new + [_listing(known, standing, shop_id) for known, standing in plan.list_here]


def _article(row: Row, standing: rules.Standing, shop_id: UUID, party_id: UUID) -> New:
    units = rules.sold_by(row.unit or "piece")
    product = Product(id=uuid7(), party_id=party_id, **{name: getattr(standing, name) for name in ("name_zh", "name_en", "section_zh", "section_en")})
    variant = Variant(
        id=uuid7(),
        product=product,
        party_id=party_id,
        code=row.code or row.barcode,
        barcode=standing.barcode,
        size=standing.size,
        base_unit=units.base,
        sale_unit=units.sale,
        purchase_unit=units.purchase,
        whole_only=units.whole_only,
    )
    return New(product, variant, _sku(variant.pk, variant.code, standing, shop_id), standing)


def _listing(known: Known, standing: rules.Standing, shop_id: UUID) -> New:
    variant = Variant(id=known.variant_id, code=known.code)
    variant._state.adding = False
    return New(Product(id=known.product_id), variant, _sku(known.variant_id, known.code, standing, shop_id), standing)


def _sku(variant_id: UUID, code: str, standing: rules.Standing, shop_id: UUID) -> Sku:
    names = ("name_zh", "name_en", "section_zh", "section_en", "size", "price_minor", "on_sale", "sold_out_until", "daily_cap")
    return Sku(id=uuid7(), shop_id=shop_id, variant_id=variant_id, code=code, **{name: getattr(standing, name) for name in names})


def _insert(new: Sequence[New], *, by: Actor, at: datetime) -> None:
    articles = [one for one in new if one.variant._state.adding]
    Product.objects.bulk_create([one.product for one in articles], batch_size=AT_A_TIME)
    Variant.objects.bulk_create([one.variant for one in articles], batch_size=AT_A_TIME)
    Sku.objects.bulk_create([one.sku for one in new], batch_size=AT_A_TIME)
    prices = [PriceChange(sku_id=one.sku.pk, price_minor=one.sku.price_minor, from_at=at, by_id=by.person_id) for one in new]
    PriceChange.objects.bulk_create(prices, batch_size=AT_A_TIME)
