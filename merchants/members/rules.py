"""Points for money, which lots they are burnt from, and the level that a year's spending reaches. Integers only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

YEAR = timedelta(days=365)
MOST_LEVELS = 3


def points_for(net_minor: int, points_per_yuan: int) -> int:
    """Whole yuan count; what a sale lacks of a yuan earns nothing."""
    return max(net_minor, 0) // 100 * points_per_yuan


def burnt(left: Sequence[int], points: int) -> list[int]:
    """How many points each lot gives, the first first; all together ``points``, or all there are."""
    given = []
    for lot in left:
        part = min(lot, points)
        given.append(part)
        points -= part
    return given


def level_of(spent_minor: int, thresholds: Sequence[tuple[int, int]]) -> int:
    """The highest rank whose threshold is reached, of (rank, from minor units); 0 below all."""
    return max((rank for rank, start in thresholds if spent_minor >= start), default=0)
