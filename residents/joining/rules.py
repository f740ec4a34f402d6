"""How long a group still has, as one says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Left:
    hours: int
    minutes: int


def time_left(until: datetime, at: datetime) -> Left | None:
    """Hours and minutes, the begun minute counted whole; ``None`` once it is over."""
    seconds = (until - at).total_seconds()
    if seconds <= 0:
        return None
    minutes = int(-(-seconds // 60))
    return Left(*divmod(minutes, 60))
