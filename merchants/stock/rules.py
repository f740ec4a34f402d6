"""Pure stock arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from .errors import BadQuantity

MAX_QUANTITY = Decimal(100_000)
STEP = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Demand:
    """What one order line wants of one article."""

    position: int
    sku_id: UUID
    quantity: Decimal


def checked_quantity(quantity: Decimal) -> Decimal:
    """Raises ``BadQuantity`` outside 0.001 … 99,999.999 or finer than a thousandth."""
    if not quantity.is_finite() or not 0 < quantity < MAX_QUANTITY or quantity != quantity.quantize(STEP):
        raise BadQuantity
    return quantity


def checked_count(counted: Decimal) -> Decimal:
    """What lies on a shelf: nothing, or a quantity. Raises ``BadQuantity``."""
    return counted if counted.is_finite() and counted == 0 else checked_quantity(counted)


def by_sku(demands: Iterable[Demand]) -> dict[UUID, Decimal]:
    """Demand summed per article first: two lines of one order may want the same shelf."""
    total: dict[UUID, Decimal] = {}
    for demand in demands:
        total[demand.sku_id] = total.get(demand.sku_id, Decimal(0)) + demand.quantity
    return total
