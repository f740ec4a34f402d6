"""Batches follow the movements of their shelf: labelled goods come in by label, and what expires first leaves first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import inner

from .. import rules
from ..errors import BatchNotFound, OnlyExpiredLeft
from ..models import Batch, BatchMovement, Level, Movement


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on the goods; or, by id, a batch that is there already."""

    code: str = ""
    expires_on: date | None = None
    batch_id: int | None = None


@inner
def follow(moved: Sequence[tuple[Movement, Label | None]]) -> None:
    """Write the batches of movements whose shelves the caller holds.

    Raises:
        OnlyExpiredLeft: goods for sale, and what is left may not be sold.
        BatchNotFound: a label names a batch that is not on this shelf, or holds less.
    """
    batches: dict[int, Batch] = {one.pk: one for one in Batch.objects.filter(level__in={movement.level_id for movement, _label in moved})}
    parts: list[BatchMovement] = []
    for movement, label in moved:
        for batch, quantity in _in(movement, label, batches) if movement.quantity > 0 else _out(movement, label, batches):
            batch.on_hand += quantity
            parts.append(BatchMovement(batch=batch, movement=movement, quantity=quantity))
    Batch.objects.bulk_update({part.batch_id: batches[part.batch_id] for part in parts}.values(), ["on_hand"])
    BatchMovement.objects.bulk_create(parts)


def _in(movement: Movement, label: Label | None, batches: dict[int, Batch]) -> list[tuple[Batch, Decimal]]:
    if label is not None and label.batch_id is not None:
        return [(_named(movement, label.batch_id, batches), movement.quantity)]
    # What the counter sold unseen is covered first, or the batches would hold more than the shelf.
    unseen = next((one for one in batches.values() if one.level_id == movement.level_id and one.on_hand < 0), None)
    covered = min(movement.quantity, -unseen.on_hand) if unseen else Decimal(0)
    parts = [(unseen, covered)] if unseen else []
    if covered < movement.quantity:
        parts.append((_labelled(movement.level_id, label or Label(), batches), movement.quantity - covered))
    return parts


def _out(movement: Movement, label: Label | None, batches: dict[int, Batch]) -> list[tuple[Batch, Decimal]]:
    wanted = -movement.quantity
    if label is not None and label.batch_id is not None:
        batch = _named(movement, label.batch_id, batches)
        if batch.on_hand < wanted:
            raise BatchNotFound
        return [(batch, -wanted)]
    sells = movement.kind == Movement.Kind.SOLD
    left = [
        rules.BatchLeft(one.pk, one.expires_on, one.on_hand, bool(one.code or one.expires_on))
        for one in batches.values()
        if one.level_id == movement.level_id
    ]
    taken, rest = rules.first_to_expire(left, wanted, on=business_date(movement.at), to_sell=sells)
    if rest and movement.on_hand_after >= 0:
        # All that lies there is in batches, so what found none lies in an expired one.
        raise OnlyExpiredLeft(names=movement.level.sku.name)
    found = [(batches[batch_id], -part) for batch_id, part in taken]
    return [*found, (_labelled(movement.level_id, Label(), batches), -rest)] if rest else found


def _named(movement: Movement, batch_id: int, batches: dict[int, Batch]) -> Batch:
    batch = batches.get(batch_id)
    if batch is None or batch.level_id != movement.level_id:
        raise BatchNotFound
    return batch


def _labelled(level_id: int, label: Label, batches: dict[int, Batch]) -> Batch:
    for one in batches.values():
        if (one.level_id, one.code, one.expires_on) == (level_id, label.code, label.expires_on):
            return one
    made = Batch.objects.create(level_id=level_id, code=label.code, expires_on=label.expires_on, on_hand=Decimal(0))
    batches[made.pk] = made
    return made


@inner
def begin(level: Level) -> None:
    """What lies there already has no label."""
    level.tracks_batches = True
    level.save(update_fields=["tracks_batches"])
    if level.on_hand:
        batch = Batch.objects.create(level=level, on_hand=level.on_hand)
        BatchMovement.objects.create(batch=batch, quantity=level.on_hand)
