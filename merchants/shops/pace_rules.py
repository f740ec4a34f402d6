"""How long an order takes to prepare. Pure."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

LONGEST = 1440
MOST_ITEMS, MOST_MORE = 1_000, 120


def minutes_for(items: Decimal, *, prep_minutes: int, prep_items: int, prep_more_minutes: int) -> int:
    """So many minutes for the first items of an order (pieces or kilograms of all lines), and so many more for each further one; a day at most."""
    further = max(int(items.to_integral_value(ROUND_CEILING)) - prep_items, 0)
    return min(prep_minutes + further * prep_more_minutes, LONGEST)
