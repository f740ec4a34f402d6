"""The ladder of a group-buy, the codes of its groups, and what one seat gets off the shelf's price."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

from merchants.promotions.public import Applied, Deal, Offer

# Forty bits: a code opens a page and nothing more.
CODE_LENGTH = 8
MOST_STEPS, MOST_PEOPLE, MOST_HOURS, MOST_DAYS = 4, 200, 72, 60


def is_ladder(steps: Sequence[tuple[int, int]], shelf_minor: int) -> bool:
    """Whether (people, price each) rise in people and fall in price, all below the shelf's price."""
    if not 1 <= len(steps) <= MOST_STEPS:
        return False
    sizes, prices = [size for size, _ in steps], [price for _, price in steps]
    rising = all(before < after for before, after in pairwise(sizes))
    falling = all(before > after for before, after in pairwise([shelf_minor, *prices]))
    return rising and falling and sizes[0] >= 2 and sizes[-1] <= MOST_PEOPLE and prices[-1] > 0


def deal_of(group_id: UUID, *, shelf_minor: int, price_minor: int) -> Deal:
    """What one seat gets: the shelf's price down to the group's, at the shop's cost; nothing where the shelf has become cheaper still."""
    off = max(shelf_minor - price_minor, 0)
    if not off:
        return Deal()
    return Deal(applied=(Applied(Offer(group_id, "group", ""), (off,), merchant_minor=off, platform_minor=0, supplier_minor=0),))
