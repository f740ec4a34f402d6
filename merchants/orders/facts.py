"""What the orders room publishes. Amounts in minor units; buyers are pseudonyms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecosystem.feed.public import Fact


@dataclass(frozen=True, slots=True)
class OrderPaid(Fact):
    """``device``, ``payer`` and ``door`` are the code names of the buyer's phone, of the account that paid and of where it is brought.

    Each is empty where it is not known, or is nobody's own: a pickup point's door, a till's phone.
    """

    kind: ClassVar[str] = "trade.order_paid"
    version: ClassVar[int] = 2

    order: str
    channel: str
    gross_minor: int
    discount_minor: int
    paid_minor: int
    currency: str
    buyer: str
    same_owner: bool
    lines: int
    device: str
    payer: str
    door: str


@dataclass(frozen=True, slots=True)
class OrderSettled(Fact):
    kind: ClassVar[str] = "trade.order_settled"
    version: ClassVar[int] = 1

    order: str
    gross_minor: int
    paid_minor: int
    fee_minor: int
    net_minor: int
    currency: str
    buyer: str
    same_owner: bool


@dataclass(frozen=True, slots=True)
class OrderRefunded(Fact):
    kind: ClassVar[str] = "trade.order_refunded"
    version: ClassVar[int] = 1

    order: str
    refund: str
    amount_minor: int
    currency: str
    buyer: str


@dataclass(frozen=True, slots=True)
class OrderCancelled(Fact):
    kind: ClassVar[str] = "trade.order_cancelled"
    version: ClassVar[int] = 1

    order: str
    reason: str
