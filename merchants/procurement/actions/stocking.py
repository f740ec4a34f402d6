"""Where purchases touch the shelf: accepted goods go on it, reversed and returned ones leave it.

Quantities of documents are in the supplier's unit; the shelf counts the shop's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.money import line_minor, round_half_up
from ecosystem.kernel.verbs import inner
from merchants.stock.public import ReceiptLine as Shelved
from merchants.stock.public import ReturnLine, add_receipt, return_to_supplier

from ..models import Line, Order

Counts = Sequence[tuple[Line, Decimal]]


@inner
def put_on_shelf(order: Order, counts: Counts, *, by: Actor, at: datetime) -> UUID:
    """Answers the cause of the movements."""
    return add_receipt(shop=order.shop, lines=[shelved(order, line, quantity) for line, quantity in counts], by=by, at=at).pk


def shelved(order: Order, line: Line, quantity: Decimal) -> Shelved:
    """So many of the supplier's units, as the shelf counts and costs them."""
    cost = line_minor(line.unit_minor, quantity)
    return Shelved(line.sku_id, quantity * line.per_unit, unit_cost_minor(line), order.supplier.name_en, cost_minor=cost)


@inner
def take_off_shelf(order: Order, counts: Counts, *, cause: UUID, reason: str, by: Actor, at: datetime, reversing: bool = False) -> UUID:
    """At what a receipt brought where it is reversed, at the shelf's average otherwise.

    Raises ``SoldOut`` where less lies there than must leave.
    """
    lines = [
        ReturnLine(line.sku_id, quantity * line.per_unit, cost_minor=line_minor(line.unit_minor, quantity) if reversing else None)
        for line, quantity in counts
    ]
    return_to_supplier(shop_id=order.shop_id, lines=lines, cause=cause, reason=reason, by=by, at=at)
    return cause


def unit_cost_minor(line: Line) -> int:
    """What one of the shop's own units costs at the order's price, rounded once; the receipt keeps the exact value."""
    return round_half_up(Decimal(line.unit_minor) / line.per_unit)
