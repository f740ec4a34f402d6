"""Goods that come back from a customer: on the shelf again, aside, or nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import refund_minor
from ecosystem.kernel.verbs import entry, inner
from merchants.shops.public import STOCKERS, shops_where

from .. import rules
from ..errors import DocumentMoved, QuarantineNotFound, ReasonNeeded, TakenBackTooMuch
from ..models import BatchMovement, Level, Movement, Quarantine
from .batching import Label
from .moving import Cause, draft_movements, levels_of, write
from .returning import Moved

Kind = Movement.Kind
SELLABLE, QUARANTINE, SCRAP = "sellable", "quarantine", "scrap"
DECISIONS = (SELLABLE, QUARANTINE, SCRAP)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """So much of an article back from a customer, and what becomes of it: ``sellable``, ``quarantine`` or ``scrap``."""

    sku_id: UUID
    quantity: Decimal
    decision: str


@inner
def take_back(*, shop_id: UUID, sale_id: UUID, lines: Sequence[TakenBack], reason: str, by: Actor, at: datetime) -> list[Moved]:
    """Goods of a sale come back, line by line on sale again, set aside, or scrapped; at the cost they left with.

    ``sale_id`` is the order, or the sale at the counter. Any sequence of returns sums to the sale's cost.

    Raises:
        SkuNotFound, BadQuantity, ReasonNeeded: a line that is none, or a decision that is unknown.
        TakenBackTooMuch: more than the sale took and has not come back yet.
    """
    if any(line.decision not in DECISIONS for line in lines):
        raise ReasonNeeded
    levels = levels_of(shop_id, [line.sku_id for line in lines])
    sold = {level.sku_id: Sale.of(level, sale_id) for level in levels.values()}
    movements: list[Movement] = []
    labels: dict[int, Label] = {}
    aside, done = [], []
    for line in sorted(lines, key=lambda line: levels[line.sku_id].pk):
        level, sale = levels[line.sku_id], sold[line.sku_id]
        cost = sale.take(rules.checked_quantity(line.quantity))
        if line.decision == QUARANTINE:
            aside.append(Quarantine(level=level, quantity=line.quantity, cost_minor=cost, cause=sale_id, reason=reason, at=at))
        else:
            _bring(level, line.quantity, cost, Cause(sale_id, by, at, reason), movements, labels, scrap=line.decision == SCRAP)
        done.append(Moved(line.sku_id, line.quantity, cost))
    Quarantine.objects.bulk_create(aside)
    write(levels.values(), movements, labels)
    after = {"lines": [[str(line.sku_id), str(line.quantity), line.decision] for line in lines]}
    record("stock.take_back", target=f"sale/{sale_id}", by=by, at=at, after=after, reason=reason)
    return done


@dataclass(slots=True)
class Sale:
    """What a sale took of one shelf, what of it came back, and from which batch it was."""

    quantity: Decimal
    cost_minor: int
    back: Decimal

    @classmethod
    def of(cls, level: Level, sale_id: UUID) -> Sale:
        rows = Movement.objects.filter(level=level, cause=sale_id)
        sold = rows.filter(kind=Kind.SOLD).aggregate(quantity=Sum("quantity"), value=Sum("value_minor"))
        back = rows.filter(kind=Kind.SALE_RETURN).aggregate(quantity=Sum("quantity"))["quantity"] or Decimal(0)
        aside = Quarantine.objects.filter(level=level, cause=sale_id, status="held").aggregate(quantity=Sum("quantity"))["quantity"] or Decimal(0)
        return cls(-(sold["quantity"] or Decimal(0)), -(sold["value"] or 0), back + aside)

    def take(self, quantity: Decimal) -> int:
        """The cost of so much more coming back (R5)."""
        after = self.back + quantity
        if after > self.quantity:
            raise TakenBackTooMuch
        cost = refund_minor(self.cost_minor, self.quantity, self.back, after)
        self.back = after
        return cost


def _bring(level: Level, quantity: Decimal, cost: int, cause: Cause, movements: list[Movement], labels: dict[int, Label], *, scrap: bool) -> None:
    """On the shelf again, into the batch it left; scrapped goods go on from there, so that the loss shows."""
    label = _label_of(level, cause.document)
    labels[len(movements)] = label
    movements += draft_movements(level, Kind.SALE_RETURN, quantity, cause, cost_minor=cost)
    if scrap:
        labels[len(movements)] = label
        movements += draft_movements(level, Kind.DAMAGED, -quantity, cause, cost_minor=cost)


def _label_of(level: Level, sale_id: UUID) -> Label:
    if not level.tracks_batches:
        return Label()
    sold = BatchMovement.objects.filter(movement__level=level, movement__cause=sale_id, movement__kind=Kind.SOLD)
    return Label(batch_id=sold.order_by("pk").values_list("batch_id", flat=True).first())


@entry
def decide_quarantine(*, quarantine_id: UUID, restock: bool, by: Actor, at: datetime) -> Quarantine:
    """Goods set aside go back on the shelf or are scrapped, once.

    Raises:
        QuarantineNotFound: absent, or not of a shop whose stock the actor keeps.
        DocumentMoved: somebody decided it first.
    """
    rows = Quarantine.objects.filter(pk=quarantine_id, level__shop__in=shops_where(by, STOCKERS)).select_related("level")
    held = rows.select_for_update(of=("self",)).first()
    if held is None:
        raise QuarantineNotFound
    if held.status != Quarantine.Status.HELD:
        raise DocumentMoved(status=held.status)
    held.status, held.decided_at = Quarantine.Status.RESTOCKED if restock else Quarantine.Status.SCRAPPED, at
    held.save(update_fields=["status", "decided_at"])
    level = levels_of(held.level.shop_id, [held.level.sku_id])[held.level.sku_id]
    movements: list[Movement] = []
    labels: dict[int, Label] = {}
    _bring(level, held.quantity, held.cost_minor, Cause(held.cause, by, at, held.reason), movements, labels, scrap=not restock)
    write([level], movements, labels)
    record("stock.decide_quarantine", target=f"quarantine/{held.pk}", by=by, at=at, after={"status": held.status}, about=held.level.shop_id)
    return held
