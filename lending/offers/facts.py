"""What the offers room publishes. ``credit.*`` is never read for scoring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecosystem.feed.public import Fact


@dataclass(frozen=True, slots=True)
class OfferMade(Fact):
    kind: ClassVar[str] = "credit.offer_made"
    version: ClassVar[int] = 1

    offer: str
    product: str
    amount_max_minor: int
    currency: str
    annual_rate_ppm: int
    effective_rate_ppm: int
    expires_on: str
