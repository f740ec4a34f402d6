from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecosystem.feed.public import Fact


@dataclass(frozen=True, slots=True)
class StockReceived(Fact):
    """Goods came in: what they cost in minor units, on how many lines, from how many suppliers."""

    kind: ClassVar[str] = "trade.stock_received"
    version: ClassVar[int] = 1

    receipt: str
    suppliers: int
    cost_minor: int
    lines: int
