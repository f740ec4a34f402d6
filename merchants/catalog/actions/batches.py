"""Changing many articles at once, and taking it back within a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner
from merchants.shops.public import KEEPERS, shop_for

from .. import access
from ..errors import BatchUndone, NothingChosen, PriceMoved, SkuNotFound, TooLateToUndo
from ..models import Batch, BatchRow
from ..rules import Standing
from ..rules.bulk import Bulk, changed
from .copying import copy_batch_rows
from .writing import Kept, hold, rewrite

UNDO_WITHIN = timedelta(hours=24)
MOST = 500


@dataclass(frozen=True, slots=True)
class Undone:
    """How many articles stand as before, and the names of those that somebody changed since and that were left alone."""

    batch: Batch
    restored: int
    left: tuple[str, ...]


@entry
def change_many(*, shop_id: UUID, seen: Mapping[UUID, int], bulk: Bulk, by: Actor, at: datetime) -> Batch:
    """Do one thing to many listings of a shop, as one batch; ``seen`` has the version of each that the page showed.

    Raises:
        NotFound, SkuNotFound: not the actor's shop, or not its articles.
        NothingChosen: none, or more than 500.
        PriceMoved: some were changed after the page was drawn; ``details`` names them, and nothing is changed.
        SharedElsewhere: another section for what is sold at a branch too that the actor does not keep.
        BadPrice, BadName: what is wrong with the change.
    """
    shop = shop_for(by, shop_id, roles=KEEPERS)
    if not 0 < len(seen) <= MOST:
        raise NothingChosen
    before = hold(seen)
    if len(before) < len(seen) or not access.all_of(shop.pk, seen):
        raise SkuNotFound
    stale = [kept for kept in before.values() if kept.version != seen[kept.sku_id]]
    if stale:
        raise PriceMoved(details={"items": [{"sku": str(kept.sku_id), "name": kept.standing.name_zh, "version": kept.version} for kept in stale]})
    changes = [(kept, after) for kept in before.values() if (after := changed(kept.standing, bulk)) != kept.standing]
    rewrite(changes, by=by, at=at)
    batch = note_batch(shop_id=shop.pk, kind=Batch.Kind.EDIT, added=[], changes=changes, by=by, at=at)
    record("catalog.change_many", target=f"batch/{batch.pk}", by=by, at=at, after={"act": bulk.act, "changed": len(changes)}, about=shop.pk)
    return batch


@inner
def note_batch(
    *, shop_id: UUID, kind: str, added: Sequence[tuple[UUID, Standing]], changes: Sequence[tuple[Kept, Standing]], by: Actor, at: datetime
) -> Batch:
    """Remember what a batch did, so that it can be undone."""
    batch = Batch.objects.create(
        shop_id=shop_id, kind=kind, by_id=by.person_id, made_at=at, undo_until=at + UNDO_WITHIN, added=len(added), changed=len(changes)
    )
    new = ((sku_id, None, after, 1) for sku_id, after in added)
    copy_batch_rows(batch.pk, chain(new, ((kept.sku_id, kept.standing, after, kept.version + 1) for kept, after in changes)))
    return batch


@entry
def undo_batch(*, batch_id: UUID, by: Actor, at: datetime) -> Undone:
    """Let the batch's articles stand as before it; what it added is archived. What was changed since is left as it is.

    Raises:
        BatchNotFound: absent, or another shop's.
        BatchUndone: taken back already.
        TooLateToUndo: more than 24 hours old.
        SharedElsewhere: it would rename what is sold at a branch too that the actor does not keep.
    """
    batch = access.batch_for(by, batch_id, lock=True)
    if batch.undone_at:
        raise BatchUndone
    if at > batch.undo_until:
        raise TooLateToUndo
    rows = list(BatchRow.objects.filter(batch=batch))
    now = hold([row.sku_id for row in rows])
    still = [(now[row.sku_id], row) for row in rows if now[row.sku_id].version == row.version]
    rewrite([(kept, _before(kept, row)) for kept, row in still], by=by, at=at)
    batch.undone_at = at
    batch.save(update_fields=["undone_at"])
    left = tuple(now[row.sku_id].standing.name_zh for row in rows if now[row.sku_id].version != row.version)
    record("catalog.undo", target=f"batch/{batch.pk}", by=by, at=at, after={"restored": len(still), "left": len(left)}, about=batch.shop_id)
    return Undone(batch, len(still), left)


def _before(kept: Kept, row: BatchRow) -> Standing:
    return replace(kept.standing, archived=True, on_sale=False) if row.before is None else Standing.from_told(row.before)
