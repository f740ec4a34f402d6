"""What buying and supplying tell. Each is told about both parties, the other one by her code name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecosystem.feed.public import Fact


@dataclass(frozen=True, slots=True)
class PurchaseOrdered(Fact):
    """Both sides acknowledged this wording of an order. ``side`` is the one that the fact is about."""

    kind: ClassVar[str] = "trade.purchase_ordered"
    version: ClassVar[int] = 1

    order: str
    revision: int
    side: str
    counterpart: str
    total_minor: int
    currency: str
    lines: int


@dataclass(frozen=True, slots=True)
class GoodsReceived(Fact):
    """A delivery was counted: what was accepted is worth so much at the order's prices. A reversal is told as a correction to nothing."""

    kind: ClassVar[str] = "trade.goods_received"
    version: ClassVar[int] = 1

    order: str
    receipt: str
    side: str
    counterpart: str
    value_minor: int
    currency: str
    lines: int
    refused_lines: int
    days_late: int


@dataclass(frozen=True, slots=True)
class PurchaseInvoiced(Fact):
    """The buyer approved an invoice: a claim that exists once, by its digest."""

    kind: ClassVar[str] = "trade.purchase_invoiced"
    version: ClassVar[int] = 1

    order: str
    invoice: str
    side: str
    counterpart: str
    amount_minor: int
    currency: str
    due_on: str
    digest: str


@dataclass(frozen=True, slots=True)
class PurchasePaid(Fact):
    """An invoice was paid by a transfer of the ledger; ``days_late`` is negative before the due day."""

    kind: ClassVar[str] = "trade.purchase_paid"
    version: ClassVar[int] = 1

    order: str
    invoice: str
    side: str
    counterpart: str
    amount_minor: int
    currency: str
    days_late: int
