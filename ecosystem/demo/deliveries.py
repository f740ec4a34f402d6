"""Goods coming in: generated, since the source knows nothing of purchasing, and enough for every sale.

The evening before the first day brings the first week's sales of each SKU and a margin over
it; the evening before each later week brings that week's sales. So stock never falls below
the margin, and a shop restocks every week as shops do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from ecosystem.kernel.money import portion

from .shape import Receipt, ReceiptLine

WEEK = timedelta(days=7)
MARGIN_PERCENT, LEAST_MARGIN = 20, 2


@dataclass(frozen=True, slots=True)
class Stocked:
    """One SKU to keep in stock: when how many were sold, what one costs, and who makes it."""

    sku: str
    supplier: int
    cost_minor: int
    sold: tuple[tuple[datetime, int], ...]


def margin(sold: int) -> int:
    """A fifth of what the whole window sells, rounded up, and never fewer than two."""
    return max(LEAST_MARGIN, -(-sold * MARGIN_PERCENT // 100))


def cost(typical_minor: int, cost_bp: int) -> int:
    """What a shop of the kind would pay for what it sells at the price, in fen; never nothing."""
    return max(1, portion(typical_minor, Decimal(cost_bp) / 10_000))


def receipts(shop: str, stocked: Iterable[Stocked], *, starts_at: datetime) -> list[Receipt]:
    """``starts_at`` is midnight of the first day; deliveries come at six in the evening before a week."""
    weeks: defaultdict[int, list[ReceiptLine]] = defaultdict(list)
    for one in stocked:
        needed: defaultdict[int, int] = defaultdict(int)
        needed[0] = margin(sum(quantity for _, quantity in one.sold))
        for moment, quantity in one.sold:
            needed[(moment - starts_at) // WEEK] += quantity
        for week, quantity in needed.items():
            weeks[week].append(ReceiptLine(sku=one.sku, supplier=one.supplier, quantity=Decimal(quantity), unit_cost_minor=one.cost_minor))
    return [
        Receipt(
            code=f"{shop}-w{week:02d}",
            shop=shop,
            received_at=starts_at + week * WEEK - timedelta(hours=6),
            is_opening=week == 0,
            lines=tuple(sorted(weeks[week], key=lambda line: line.sku)),
        )
        for week in sorted(weeks)
    ]
