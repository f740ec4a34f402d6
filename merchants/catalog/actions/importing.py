"""Goods from a file: uploaded, its columns named, tried, then taken in as one batch that can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.ids import uuid7
from ecosystem.kernel.verbs import entry, inner
from ecosystem.once.public import once
from merchants.shops.public import KEEPERS, shop_for

from .. import access, rules
from ..errors import PriceMoved
from ..models import Batch, Import
from ..queries import known_at
from ..tables.columns import checked_mapping, guessed
from ..tables.planning import Known, Plan, plan, read_all
from ..tables.reading import rows_of
from ..tables.rows import Row
from .batches import note_batch
from .copying import Arriving, copy_articles
from .writing import hold, rewrite

# Two files of one merchant wait for each other, so that a code is added once.
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


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
    found.batch, counts = made[0], made[1].counts
    found.status, found.counts, found.content = Import.Status.APPLIED, counts, None
    found.save(update_fields=["batch", "status", "counts", "content"])
    record("catalog.import", target=f"import/{found.pk}", by=by, at=at, after=counts, about=found.shop_id)
    return found


@entry
def import_lines(*, shop_id: UUID, rows: Sequence[Sequence[str]], key: str, by: Actor, at: datetime) -> tuple[Batch, Plan]:
    """Take in goods that a program sends, the header of field names first; the same key gives the same batch again.

    Raises:
        NotFound: not a shop of the actor's.
        ColumnsMissing: the fields tell too little.
        PriceMoved: another way of adding goods took one of its codes just now; nothing is changed.
    """
    with once(key, verb="catalog.import_lines", by=by, body={"shop": shop_id, "rows": rows}, at=at) as turn:
        shop = shop_for(by, shop_id, roles=KEEPERS)
        if turn.earlier:
            return Batch.objects.get(pk=turn.earlier["batch"]), Plan(told=turn.earlier["counts"])
        with connection.cursor() as cursor:
            cursor.execute(ONE_AT_A_TIME, [f"catalog/{shop.party_id}"])
        mapping = checked_mapping({field: column for column, field in enumerate(rows[0])}, len(rows[0]))
        batch, done = take_in(shop_id=shop.pk, party_id=shop.party_id, rows=rows, mapping=mapping, by=by, at=at)
        record("catalog.import", target=f"batch/{batch.pk}", by=by, at=at, after=done.counts, about=batch.shop_id)
        turn.remember(batch=batch.pk, counts=done.counts)
        return batch, done


@inner
def take_in(
    *, shop_id: UUID, party_id: UUID, rows: Sequence[Sequence[str]], mapping: Mapping[str, int], by: Actor, at: datetime
) -> tuple[Batch, Plan]:
    """Rows of a file, the header first, as one batch. Planned twice: to know which listings to hold, and on those held."""
    read = read_all(rows, mapping)
    held = hold(plan(read, known_at(shop_id, party_id, by=by)).named)
    final = plan(read, known_at(shop_id, party_id, by=by))
    changes = [(held[known.sku_id], after) for known, after in final.change if known.sku_id in held]
    new = [_article(row, standing) for row, standing in final.add] + [_listing(known, standing) for known, standing in final.list_here]
    try:
        with transaction.atomic():
            copy_articles(new, shop_id=shop_id, party_id=party_id, by=by, at=at)
            rewrite(changes, by=by, at=at)
    except IntegrityError:
        raise PriceMoved from None
    added = [(one.sku_id, one.standing) for one in new]
    return note_batch(shop_id=shop_id, kind=Batch.Kind.IMPORT, added=added, changes=changes, by=by, at=at), final


def _article(row: Row, standing: rules.Standing) -> Arriving:
    return Arriving(uuid7(), uuid7(), uuid7(), row.code or row.barcode, rules.sold_by(row.unit or "piece"), standing)


def _listing(known: Known, standing: rules.Standing) -> Arriving:
    return Arriving(uuid7(), known.variant_id, None, known.code, rules.Units(), standing)
