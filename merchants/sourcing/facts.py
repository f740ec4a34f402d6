"""What asking for quotes tells of the shop that asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecosystem.feed.public import Fact


@dataclass(frozen=True, slots=True)
class RfqAwarded(Fact):
    """A shop compared quotes and ordered: what it pays with freight, and how many were asked, quoted and won."""

    kind: ClassVar[str] = "trade.rfq_awarded"
    version: ClassVar[int] = 1

    rfq: str
    asked: int
    quoted: int
    awarded: int
    total_minor: int
    currency: str
