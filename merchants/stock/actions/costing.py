"""What goods turn out to have cost after they came in: the part that still lies there is revalued, the rest is a variance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner

from .. import rules
from ..errors import ReasonNeeded, ReceiptNotFound
from ..models import Level, Movement, Receipt
from .moving import Cause, draft_revaluation, levels_of, write


@dataclass(frozen=True, slots=True)
class Revaluing:
    """``difference_minor``: what ``quantity`` of an article cost more (+) or less (−) than it was received at."""

    sku_id: UUID
    quantity: Decimal
    difference_minor: int


@dataclass(frozen=True, slots=True)
class Revalued:
    """The difference, split: what went into the stock's value, and what was sold already (a variance of cost of goods sold)."""

    sku_id: UUID
    stock_minor: int
    variance_minor: int


@inner
def revalue(*, shop_id: UUID, lines: Sequence[Revaluing], cause: UUID, reason: str, by: Actor, at: datetime) -> list[Revalued]:
    """Bring a later price of received goods to the shelf; called once a document by whoever holds its key.

    Of a received quantity as much is taken to lie there still as the shelf holds. A price fall never makes the
    rest worth less than nothing. ``stock_minor + variance_minor`` is the difference, to the minor unit.

    Raises:
        SkuNotFound, BadQuantity: a line that is none.
        ReasonNeeded: nothing says why.
    """
    if not reason:
        raise ReasonNeeded
    levels = levels_of(shop_id, [line.sku_id for line in lines])
    done: list[Revalued] = []
    movements: list[Movement] = []
    for line in sorted(lines, key=lambda line: levels[line.sku_id].pk):
        level = levels[line.sku_id]
        stock = _to_stock(level, line)
        movements += draft_revaluation(level, stock, Cause(cause, by, at, reason))
        done.append(Revalued(line.sku_id, stock, line.difference_minor - stock))
    write(levels.values(), movements)
    after = {"stock_minor": sum(one.stock_minor for one in done), "variance_minor": sum(one.variance_minor for one in done)}
    record("stock.revalue", target=f"document/{cause}", by=by, at=at, after=after, reason=reason)
    return done


def _to_stock(level: Level, line: Revaluing) -> int:
    quantity = rules.checked_quantity(line.quantity)
    still_there = min(max(level.on_hand, Decimal(0)), quantity)
    stock = rules.share(line.difference_minor, still_there, quantity)
    return max(stock, -max(level.value_minor, 0))


@inner
def add_landed_cost(*, receipt_id: UUID, landed_minor: int, cause: UUID, by: Actor, at: datetime, landed_by: str = "value") -> list[Revalued]:
    """Freight or duty whose bill comes after the goods: shared over the receipt's lines (R3), then as ``revalue``.

    Raises ``ReceiptNotFound`` where there is no such receipt, or it was reversed.
    """
    receipt = Receipt.objects.filter(pk=receipt_id, reversal=None).first()
    if receipt is None:
        raise ReceiptNotFound
    received = list(Movement.objects.filter(cause=receipt_id, kind=Movement.Kind.RECEIVED).select_related("level").order_by("pk"))
    shares = rules.landed_shares(landed_minor, landed_by, [(row.unit_cost_minor or 0, row.quantity, 0) for row in received])
    lines = [Revaluing(row.level.sku_id, row.quantity, share) for row, share in zip(received, shares, strict=True) if share]
    return revalue(shop_id=receipt.shop_id, lines=lines, cause=cause, reason="landed_cost", by=by, at=at)
