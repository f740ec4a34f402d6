"""What the groups room publishes. Amounts in minor units; who sat in a group is told nowhere but by her own order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecosystem.feed.public import Fact


@dataclass(frozen=True, slots=True)
class GroupFilled(Fact):
    kind: ClassVar[str] = "trade.group_filled"
    version: ClassVar[int] = 1

    group: str
    size: int
    people: int
    price_minor: int
    currency: str
    completed_by_shop: bool


@dataclass(frozen=True, slots=True)
class GroupFailed(Fact):
    kind: ClassVar[str] = "trade.group_failed"
    version: ClassVar[int] = 1

    group: str
    size: int
    people: int
    reason: str
