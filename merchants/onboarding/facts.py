"""What the onboarding desk publishes: that a merchant may trade or not, and never who she is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecosystem.feed.public import Fact


@dataclass(frozen=True, slots=True)
class MerchantActivated(Fact):
    kind: ClassVar[str] = "merchant.activated"
    version: ClassVar[int] = 1

    legal_form: str
    trade: str


@dataclass(frozen=True, slots=True)
class SellingSuspended(Fact):
    kind: ClassVar[str] = "merchant.selling_suspended"
    version: ClassVar[int] = 1

    cause: str
    funds_held: bool


@dataclass(frozen=True, slots=True)
class SellingResumed(Fact):
    kind: ClassVar[str] = "merchant.selling_resumed"
    version: ClassVar[int] = 1

    cause: str


@dataclass(frozen=True, slots=True)
class MerchantTerminated(Fact):
    kind: ClassVar[str] = "merchant.terminated"
    version: ClassVar[int] = 1
