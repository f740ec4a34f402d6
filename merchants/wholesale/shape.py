"""The wholesaler's year as the circle will hold it: buyers with what they bought and gave back, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of an order: lines of the source with the same article at the same price on one invoice are one."""

    code: str
    quantity: int
    unit_minor: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """An invoice. ``lines`` are in the order of their positions, from 1; ``freight_minor`` is its carriage."""

    invoice: str
    at: datetime
    lines: tuple[Wanted, ...]
    freight_minor: int = 0


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What one cancelling document gives back of one invoice: so many of the line at each position."""

    document: str
    invoice: str
    at: datetime
    quantities: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer of the source by number, with the year in the order of time."""

    customer: int
    country: str
    events: tuple[Purchase | GivenBack, ...]

    @property
    def since(self) -> datetime:
        return self.events[0].at


@dataclass(frozen=True, slots=True)
class Offer:
    """An article of the price list, at the price that most lines were sold at."""

    code: str
    name: str
    price_minor: int


@dataclass(slots=True)
class Tally:
    """Lines of one verdict; of those taken in part both amounts are something. Signed, in pence."""

    lines: int = 0
    taken_minor: int = 0
    refused_minor: int = 0


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A cancelled line, or the part of it, that gives nothing back here, and why. Signed as in the source."""

    number: int
    document: str
    code: str
    customer: int | None
    at: datetime
    quantity: int
    value_minor: int
    why: str


@dataclass(frozen=True, slots=True)
class Documents:
    """Invoices of the source: those that became orders, cancelling ones of which something was given back, all others."""

    source: int
    orders: int
    gave_back: int

    @property
    def left_out(self) -> int:
        return self.source - self.orders - self.gave_back


@dataclass(frozen=True, slots=True)
class Year:
    buyers: tuple[Buyer, ...]
    offers: tuple[Offer, ...]
    tallies: Mapping[str, Tally]
    left_over: tuple[LeftOver, ...]
    documents: Documents
    moved_days: int = field(default=0)

    @property
    def lines(self) -> int:
        return sum(tally.lines for tally in self.tallies.values())

    @property
    def taken_minor(self) -> int:
        return sum(tally.taken_minor for tally in self.tallies.values())

    @property
    def refused_minor(self) -> int:
        return sum(tally.refused_minor for tally in self.tallies.values())
