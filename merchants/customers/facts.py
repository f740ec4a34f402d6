"""What the customers room publishes. Amounts in minor units; customers are pseudonyms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecosystem.feed.public import Fact


@dataclass(frozen=True, slots=True)
class TabSold(Fact):
    """Goods left on credit that the shop itself gives: no money has moved."""

    kind: ClassVar[str] = "trade.tab_sold"
    version: ClassVar[int] = 1

    order: str
    amount_minor: int
    currency: str
    due_on: str
    buyer: str
    same_owner: bool


@dataclass(frozen=True, slots=True)
class TabSettled(Fact):
    """A customer paid of her tab. By bank transfer it is matched to the ledger; by cash the shop says so."""

    kind: ClassVar[str] = "trade.tab_settled"
    version: ClassVar[int] = 1

    payment: str
    amount_minor: int
    currency: str
    how: str
    buyer: str
    left_minor: int
