"""The waterfall of one order. Commission is rounded once a line; the net is found by subtraction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ecosystem.kernel.money import portion


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Minor units; ``goods + delivery_fee − commission = net``."""

    goods_minor: int
    delivery_fee_minor: int
    commission_minor: int

    @property
    def net_minor(self) -> int:
        return self.goods_minor + self.delivery_fee_minor - self.commission_minor


def waterfall(line_minor: Sequence[int], delivery_fee_minor: int, rate: Decimal) -> Waterfall:
    """The delivery fee belongs to the shop, which carries the goods itself: no commission on it."""
    return Waterfall(sum(line_minor), delivery_fee_minor, sum(portion(line, rate) for line in line_minor))
