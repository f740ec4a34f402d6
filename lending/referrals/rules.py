"""By when people answer, what they may say, and what of a later decision they have seen already. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, Protocol

from ecosystem.kernel.clock import TOWN_TIME

from .errors import ProposalUnsound

# The end of the first working day after it was opened where the policy asked, of the second where an owner did.
WORKING_DAYS = {"policy": 1, "asked": 2}
CLOSES = time(18)
SATURDAY = 5
WARNING = timedelta(hours=4)
# After people have answered, the policy alone asks them nothing they have seen already.
REST = timedelta(days=30)
LONGEST = 1_000
SEVERITY = {"approve": 0, "refer": 1, "decline": 2}


def due_at(cause: str, at: datetime) -> datetime:
    """Six in the evening in China, so many working days later. Mondays to Fridays: the bank's own calendar of holidays is not connected."""
    day, left = at.astimezone(TOWN_TIME).date(), WORKING_DAYS[cause]
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return datetime.combine(day, CLOSES, TOWN_TIME)


def sized_minor(verdict: Mapping[str, Any]) -> int:
    """What the policy's own sizing allows, whether its rules then let it lend or not."""
    return next((int(step["limit_minor"]) for step in verdict["trace"] if step["node"] == "limit"), 0)


def is_covered(seen: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether the later verdict says nothing against the merchant that was not before the people who answered."""
    return SEVERITY[now["outcome"]] <= SEVERITY[seen["outcome"]] and _against(now) <= _against(seen)


def _against(verdict: Mapping[str, Any]) -> set[str]:
    return {reason["code"] for reason in verdict["reasons"] if reason["outcome"] != "approve"}


class Bounded(Protocol):
    """What people may lend, in minor units."""

    @property
    def least_minor(self) -> int: ...
    @property
    def most_minor(self) -> int: ...
    @property
    def step_minor(self) -> int: ...


def require_sound(*, outcome: str, amount_minor: int, bounds: Bounded, answer: str, grounds: str) -> None:
    """Raises ``ProposalUnsound``: no outcome, no words for one of both readers, or an amount that the sizing does not carry."""
    is_told = bool(answer and grounds) and max(len(answer), len(grounds)) <= LONGEST
    is_within = bounds.least_minor <= amount_minor <= bounds.most_minor and amount_minor % bounds.step_minor == 0
    if not is_told or outcome not in {"grant", "keep"} or (outcome == "grant" and not is_within):
        raise ProposalUnsound.within(bounds.least_minor, bounds.most_minor, bounds.step_minor)
