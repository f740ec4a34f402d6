"""What the cards room publishes. Amounts in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecosystem.feed.public import Fact


@dataclass(frozen=True, slots=True)
class CardUsed(Fact):
    """An order was paid with a prepaid card. ``bonus_minor`` is the shop's own money: whoever counts its sales may take it off."""

    kind: ClassVar[str] = "trade.card_used"
    version: ClassVar[int] = 1

    order: str
    paid_minor: int
    bonus_minor: int
    currency: str
