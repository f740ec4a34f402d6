"""What an order asks of a shop's hands, and how long it takes to prepare. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

LONGEST = 1440
MOST_ITEMS, MOST_MORE = 1_000, 120
# Beyond that many minutes of work no slot has room for an order.
MOST_WORK = 1_000_000


@dataclass(frozen=True, slots=True)
class Work:
    """An order as its shop has to make it: pieces or kilograms of all lines, the minutes that making all of them takes, and those of the
    article that takes longest.
    """

    items: Decimal
    minutes: int = 0
    longest: int = 0


ONE_ITEM = Work(Decimal(1))


def work_of(lines: Iterable[tuple[Decimal, int]]) -> Work:
    """Lines are a quantity, and the minutes that making one takes; what lies on the shelf takes none."""
    told = list(lines)
    minutes = sum((quantity * each for quantity, each in told), Decimal(0)).to_integral_value(ROUND_CEILING)
    return Work(
        sum((quantity for quantity, _each in told), Decimal(0)), min(int(minutes), MOST_WORK), max((each for _quantity, each in told), default=0)
    )


def minutes_for(work: Work, *, prep_minutes: int, prep_items: int, prep_more_minutes: int) -> int:
    """So many minutes for the first items of an order, or those of an article that takes longer, and so many more for each further item; a day at
    most.
    """
    further = max(int(work.items.to_integral_value(ROUND_CEILING)) - prep_items, 0)
    return min(max(prep_minutes, work.longest) + further * prep_more_minutes, LONGEST)
