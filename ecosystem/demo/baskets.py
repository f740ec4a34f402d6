"""The shape of the whole year: what is told of a basket to whoever reads trade and needs no street. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Basket:
    """One sale, in minor units; some baskets hold only what was free."""

    number: int
    store: int
    household: int
    at: datetime
    paid_minor: int
    lines: int


@dataclass(frozen=True, slots=True)
class Year:
    """``baskets`` in the order of time; ``moved`` by whole weeks, so that a Sunday stays one."""

    starts_on: date
    ends_on: date
    moved: timedelta
    baskets: tuple[Basket, ...]

    def stores(self) -> list[int]:
        return sorted({basket.store for basket in self.baskets})
