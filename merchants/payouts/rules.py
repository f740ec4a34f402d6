"""When a payout is due, what it costs, what is kept of it, and who must look at it first."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from ecosystem.kernel.clock import TOWN_TIME, midnight
from ecosystem.kernel.money import portion

# From this amount on a second person approves (yuan 100,000).
CHECKED_FROM_MINOR = 10_000_000
# Money of the same day costs this part of it, at least ten fen.
SAME_DAY_RATE, SAME_DAY_LEAST_MINOR = Decimal("0.0005"), 10
BASIS_POINTS = 10_000


def is_due(schedule: str, weekday: int, *, oldest: datetime, at: datetime) -> bool:
    """Whether a shop with money that waits since ``oldest`` is paid now by its schedule."""
    if schedule == "t0":
        return True
    if schedule == "manual" or oldest >= midnight(at):
        return False
    return schedule == "t1" or at.astimezone(TOWN_TIME).weekday() == weekday


def expected_on(schedule: str, weekday: int, settled_on: date, available_on: date) -> date | None:
    """The day on which money of a day arrives by the schedule; ``None`` where the owner says when."""
    if schedule == "manual":
        return None
    if schedule == "t0":
        return available_on
    first = max(settled_on + timedelta(days=1), available_on)
    return first + timedelta(days=(weekday - first.weekday()) % 7 if schedule == "weekly" else 0)


def same_day_fee(schedule: str, left_minor: int) -> int:
    """Of what is left after claims; never more than that."""
    if schedule != "t0":
        return 0
    return min(max(portion(left_minor, SAME_DAY_RATE), SAME_DAY_LEAST_MINOR), left_minor)


def kept_in_reserve(left_minor: int, *, reserve_bp: int, cap_minor: int, balance_minor: int) -> int:
    """A part of what is left after claims, rounded down, until the reserve is full."""
    return min(left_minor * reserve_bp // BASIS_POINTS, max(cap_minor - balance_minor, 0))
