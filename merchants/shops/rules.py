"""Opening hours in town time (Asia/Shanghai has no daylight saving), and who is delivered to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ecosystem.kernel.clock import TOWN_TIME

DAY = 1440
WEEK = 7 * DAY


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """Minutes from midnight of ``weekday`` (Monday 0); closing beyond 1440 is after midnight."""

    weekday: int
    opens_minute: int
    closes_minute: int

    @property
    def begins(self) -> int:
        return self.weekday * DAY + self.opens_minute

    @property
    def ends(self) -> int:
        return self.weekday * DAY + self.closes_minute

    def holds(self, minute: int) -> bool:
        """Whether a minute of the week falls inside; Sunday night reaches into Monday."""
        return self.begins <= minute < self.ends or self.begins <= minute + WEEK < self.ends


def every_day(opens_minute: int, closes_minute: int, weekdays: Iterable[int] = range(7)) -> list[Hours]:
    return [Hours(weekday, opens_minute, closes_minute) for weekday in weekdays]


def week_minute(at: datetime) -> int:
    """Minutes since Monday 00:00 in town time."""
    local = at.astimezone(TOWN_TIME)
    return local.weekday() * DAY + local.hour * 60 + local.minute


def is_open(hours: Iterable[Hours], at: datetime) -> bool:
    minute = week_minute(at)
    return any(interval.holds(minute) for interval in hours)


def next_change(hours: Sequence[Hours], at: datetime) -> datetime | None:
    """When the shop next opens or closes; ``None`` where it never does either."""
    now = week_minute(at)
    open_now = is_open(hours, at)
    moments = sorted({(edge - now - 1) % WEEK + 1 for interval in hours for edge in (interval.begins, interval.ends)})
    for ahead in moments:
        minute = (now + ahead) % WEEK
        if any(interval.holds(minute) for interval in hours) != open_now:
            return at.astimezone(TOWN_TIME).replace(second=0, microsecond=0) + timedelta(minutes=ahead)
    return None
