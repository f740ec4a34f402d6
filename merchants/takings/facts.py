"""What a shop says it took elsewhere. Always ``claimed``: nobody but she and her file says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecosystem.feed.public import Fact


@dataclass(frozen=True, slots=True)
class TakingsClaimed(Fact):
    """A row of a statement, in minor units before the platform's fee; below nothing is what went back to buyers.

    A statement taken back is told as a correction whose amounts are nothing and which is ``withdrawn``.
    """

    kind: ClassVar[str] = "trade.takings_claimed"
    version: ClassVar[int] = 1

    shop: str
    platform: str
    on: str
    amount_minor: int
    fee_minor: int
    currency: str
    withdrawn: bool = False
