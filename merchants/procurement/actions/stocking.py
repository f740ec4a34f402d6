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
from merchants.stock.public import ReturnLine, add_receipt, landed_shares, return_to_supplier

from ..models import Line, Order
from ..rules import Counted

Counts = Sequence[tuple[Line, Decimal]]


@inner
def put_on_shelf(order: Order, counts: Sequence[tuple[Line, Counted]], *, landed_minor: int, by: Actor, at: datetime) -> tuple[UUID, list[int]]:
    """Answers the cause of the movements, and what each line bears of the landed cost.

    Raises ``BatchNeeded`` where an article is kept by batch and its expiry is not said.
    """
    lines = [shelved(order, line, one.accepted, one) for line, one in counts]
    told = [(line.unit_cost_minor, line.quantity, line.weight_g) for line in lines]
    shares = landed_shares(landed_minor, order.landed_by, told) if landed_minor else [0] * len(lines)
    receipt = add_receipt(shop=order.shop, lines=lines, by=by, at=at, landed_minor=landed_minor, landed_by=order.landed_by)
    return receipt.pk, shares


def shelved(order: Order, line: Line, quantity: Decimal, label: Counted | None = None) -> Shelved:
    """So many of the supplier's units, as the shelf counts and costs them, with what the label says."""
    return Shelved(
        line.sku_id,
        quantity * line.per_unit,
        unit_cost_minor(line),
        order.supplier.name_en,
        batch=label.batch if label else "",
        expires_on=label.expires_on if label else None,
        weight_g=int(label.weight_g * quantity * line.per_unit) if label else 0,
        cost_minor=line_minor(line.unit_minor, quantity),
    )


@inner
def take_off_shelf(order: Order, counts: Counts, *, cause: UUID, reason: str, by: Actor, at: datetime, landed: Sequence[int] | None = None) -> UUID:
    """At the shelf's average; where a receipt is reversed, at what it brought, ``landed`` being what each line bore of freight and the like.

    Raises ``SoldOut`` where less lies there than must leave.
    """
    costs = [line_minor(line.unit_minor, quantity) + more for (line, quantity), more in zip(counts, landed, strict=True)] if landed else None
    lines = [
        ReturnLine(line.sku_id, quantity * line.per_unit, cost_minor=costs[number] if costs else None)
        for number, (line, quantity) in enumerate(counts)
    ]
    return_to_supplier(shop_id=order.shop_id, lines=lines, cause=cause, reason=reason, by=by, at=at)
    return cause


def unit_cost_minor(line: Line) -> int:
    """What one of the shop's own units costs at the order's price, rounded once; the receipt keeps the exact value."""
    return round_half_up(Decimal(line.unit_minor) / line.per_unit)
