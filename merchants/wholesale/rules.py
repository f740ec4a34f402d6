"""What each line of the wholesaler's file is here: goods sold, goods that came back, carriage, or nothing that a shared order holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from .source import Line

SOLD, CARRIAGE, BACK = "sold", "carriage", "back"
"""Taken: goods on an order, its freight, goods that a return gives back."""
NOT_GOODS = {
    "M": "by_hand",
    "D": "discount",
    "S": "sample",
    "B": "bad_debt",
    "ADJUST": "by_hand",
    "ADJUST2": "by_hand",
    "BANK CHARGES": "fee",
    "AMAZONFEE": "fee",
    "TEST001": "test",
    "TEST002": "test",
    "GIFT": "gift_voucher",
}
FREIGHT = frozenset({"POST", "DOT", "C2", "C3"})
VOUCHER = re.compile(r"GIFT_\d+_\d+")
PENNY_MILLI = 10


def value_minor(line: Line) -> int:
    """Pence of a line, rounded once, halves away from zero; exact but for prices of a tenth of a penny."""
    milli = line.quantity * line.price_milli
    pence = (2 * abs(milli) + 10) // 20
    return pence if milli >= 0 else -pence


def is_cancelled(line: Line) -> bool:
    return line.invoice.startswith("C")


def verdict_of(line: Line) -> str:
    """What the line is by itself, or why it is refused. What it is in the wrong place is refused by ``plan``: freight without goods, say."""
    kind = NOT_GOODS.get(line.code) or ("gift_voucher" if VOUCHER.fullmatch(line.code) else "")
    if kind:
        return kind
    if not line.price_milli:
        return "stock_correction" if line.quantity < 0 else "no_price"
    if line.price_milli % PENNY_MILLI:
        return "part_of_a_penny"
    if line.customer is None:
        return "no_customer"
    if (line.quantity < 0) != is_cancelled(line) or line.price_milli < 0:
        return "wrong_sign"
    if line.code in FREIGHT:
        return "carriage_back" if is_cancelled(line) else CARRIAGE
    return BACK if is_cancelled(line) else SOLD


@dataclass(slots=True)
class Bought:
    """So many of an article that a buyer bought on one line of an order, and how many of them did not go back yet."""

    invoice: str
    position: int
    at: datetime
    unit_minor: int
    left: int


@dataclass(frozen=True, slots=True)
class Back:
    """A cancelled line: so many (more than nothing) of an article bought for ``unit_minor`` each."""

    at: datetime
    unit_minor: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Matched:
    """``parts`` are (what was bought, how many of it); ``left`` found nothing it could be given back of, and ``why`` says so."""

    parts: tuple[tuple[Bought, int], ...]
    left: int
    why: str = ""


@dataclass(slots=True)
class Matcher:
    """What one buyer bought of one article, given back first in, first out; never more of a purchase than it was of.

    Only purchases at the cancelled line's own price count: what goes back is worth what was paid for it, to the penny.
    """

    bought: list[Bought] = field(default_factory=list)

    def give_back(self, back: Back) -> Matched:
        left = back.quantity
        parts = []
        for one in self._before(back):
            taken = min(left, one.left)
            if taken:
                one.left, left = one.left - taken, left - taken
                parts.append((one, taken))
        return Matched(tuple(parts), left, self._why(back) if left else "")

    def _before(self, back: Back) -> Iterable[Bought]:
        return (one for one in self.bought if one.at <= back.at and one.unit_minor == back.unit_minor)

    def _why(self, back: Back) -> str:
        if not self.bought:
            return "never_bought"
        earlier: Sequence[Bought] = [one for one in self.bought if one.at <= back.at]
        if not earlier:
            return "bought_later"
        return "more_than_bought" if any(one.unit_minor == back.unit_minor for one in earlier) else "other_price"
