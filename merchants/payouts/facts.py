from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecosystem.feed.public import Fact


@dataclass(frozen=True, slots=True)
class PayoutMade(Fact):
    """Settled sales reached the merchant's bank account, less what was withheld; ``account`` is its code name."""

    kind: ClassVar[str] = "trade.payout_made"
    version: ClassVar[int] = 2

    payout: str
    gross_minor: int
    withheld_minor: int
    net_minor: int
    currency: str
    account: str
