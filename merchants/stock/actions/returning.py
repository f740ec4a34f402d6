"""Goods that go back to whoever sent them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import Note, record, record_all
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner

from .. import rules
from ..errors import ReasonNeeded, ReceiptNotFound, ReceiptReversed
from ..models import BatchMovement, Movement, Receipt, Reversal
from .batching import Label
from .moving import Cause, draft_movements, levels_of, require_free, write

Kind = Movement.Kind


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """So much of an article back to its supplier; of one batch, or at a cost of its own, where that matters."""

    sku_id: UUID
    quantity: Decimal
    batch_id: int | None = None
    cost_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What left or came, and what it cost in minor units."""

    sku_id: UUID
    quantity: Decimal
    cost_minor: int


@inner
def return_to_supplier(*, shop_id: UUID, lines: Sequence[ReturnLine], cause: UUID, reason: str, by: Actor, at: datetime) -> list[Moved]:
    """Goods leave at their moving-average cost, or as near to a line's own as their value allows; it is answered.

    What the supplier credits more or less is a variance.

    Raises:
        SkuNotFound, BadQuantity, BatchNotFound: a line that is none.
        SoldOut: less lies there than is to go, beyond what is promised.
    """
    wanted: dict[UUID, Decimal] = defaultdict(Decimal)
    for line in lines:
        wanted[line.sku_id] += rules.checked_quantity(line.quantity)
    levels = levels_of(shop_id, wanted)
    require_free(levels, wanted)
    movements: list[Movement] = []
    labels: dict[int, Label] = {}
    done = []
    for line in sorted(lines, key=lambda line: levels[line.sku_id].pk):
        if line.batch_id is not None:
            labels[len(movements)] = Label(batch_id=line.batch_id)
        moved = draft_movements(levels[line.sku_id], Kind.PURCHASE_RETURN, -line.quantity, Cause(cause, by, at, reason), cost_minor=line.cost_minor)
        movements += moved
        done.append(Moved(line.sku_id, line.quantity, -moved[0].value_minor))
    write(levels.values(), movements, labels)
    record_all([sent_back_note(cause, len(lines), reason, by=by, at=at)])
    return done


def sent_back_note(cause: UUID, lines: int, reason: str, *, by: Actor, at: datetime) -> Note:
    return Note(act="stock.return_to_supplier", target=f"document/{cause}", by=by, at=at, after={"lines": lines}, reason=reason)


@inner
def reverse_receipt(*, receipt_id: UUID, reason: str, by: Actor, at: datetime) -> list[Moved]:
    """Take a receipt back whole, at what it brought in, as far as so much value still lies there.

    Raises:
        ReceiptNotFound, ReasonNeeded: nothing to reverse, or no reason to.
        ReceiptReversed: it was taken back already.
        SoldOut: some of it was sold or promised since; return what is left instead.
    """
    if not reason:
        raise ReasonNeeded
    receipt = Receipt.objects.filter(pk=receipt_id).first()
    if receipt is None:
        raise ReceiptNotFound
    received = list(Movement.objects.filter(cause=receipt_id, kind=Kind.RECEIVED).select_related("level").order_by("level_id", "pk"))
    levels = levels_of(receipt.shop_id, [row.level.sku_id for row in received])
    # Looked at under the lock of its shelves, so that of two reversals the later finds the first.
    if Reversal.objects.filter(receipt=receipt).exists():
        raise ReceiptReversed
    wanted: dict[UUID, Decimal] = defaultdict(Decimal)
    for row in received:
        wanted[row.level.sku_id] += row.quantity
    require_free(levels, wanted)
    Reversal.objects.create(receipt=receipt, reason=reason, at=at)
    movements: list[Movement] = []
    labels: dict[int, Label] = {}
    batch_of = dict(BatchMovement.objects.filter(movement__in=received).values_list("movement_id", "batch_id"))
    for row in received:
        if row.pk in batch_of:
            labels[len(movements)] = Label(batch_id=batch_of[row.pk])
        level = levels[row.level.sku_id]
        movements += draft_movements(level, Kind.PURCHASE_RETURN, -row.quantity, Cause(receipt.pk, by, at, reason), cost_minor=row.value_minor)
    write(levels.values(), movements, labels)
    record("stock.reverse_receipt", target=f"receipt/{receipt.pk}", by=by, at=at, reason=reason)
    return [Moved(row.level.sku_id, -row.quantity, -row.value_minor) for row in movements]
