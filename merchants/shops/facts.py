"""What the shops room publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecosystem.feed.public import Fact


@dataclass(frozen=True, slots=True)
class ShopOpened(Fact):
    kind: ClassVar[str] = "trade.shop_opened"
    version: ClassVar[int] = 1

    shop: str
    category: str
    cell: int
    opened_on: str
