"""Opening hours in town time (Asia/Shanghai has no daylight saving)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from ecosystem.kernel.clock import TOWN_TIME

from .errors import HoursOverlap, HoursUnreadable

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


def orderly(hours: Iterable[Hours]) -> list[Hours]:
    """Weekly hours in order. Raises ``HoursOverlap``, also where Sunday night runs into Monday."""
    weekly = sorted(set(hours))
    ahead = [*weekly[1:], *weekly[:1]]
    for index, (one, after) in enumerate(zip(weekly, ahead, strict=True)):
        begins = after.begins + (WEEK if index == len(weekly) - 1 else 0)
        if one.ends > begins:
            raise HoursOverlap
    return weekly


def clock_minute(text: str) -> int:
    """``"09:30"`` → 570. Raises ``HoursUnreadable``."""
    hour, colon, minute = text.strip().partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal() and len(hour) <= 2 and len(minute) == 2):
        raise HoursUnreadable
    if not (int(hour) < 24 and int(minute) < 60):
        raise HoursUnreadable
    return int(hour) * 60 + int(minute)


def hours_between(weekday: int, opens: str, closes: str) -> Hours:
    """Two times as typed; closing at or before opening is on the next day, so 00:00 to 00:00 is all day."""
    begin, end = clock_minute(opens), clock_minute(closes)
    return Hours(weekday, begin, end if end > begin else end + DAY)


def clock_text(minute: int) -> str:
    """570 → ``"09:30"``; 1560 → ``"02:00"``."""
    return f"{minute % DAY // 60:02}:{minute % 60:02}"


@lru_cache(maxsize=64)
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
    ahead = _until_shut(hours, now) or min(((interval.begins - now) % WEEK for interval in hours), default=WEEK)
    if ahead >= WEEK:
        return None
    return at.astimezone(TOWN_TIME).replace(second=0, microsecond=0) + timedelta(minutes=ahead)


def _until_shut(hours: Sequence[Hours], now: int) -> int:
    """Minutes until no interval holds, one that begins as another ends going on; 0 when shut, a week when never."""
    ahead = 0
    while ahead < WEEK:
        moment = (now + ahead) % WEEK
        further = max(((interval.ends - moment) % WEEK or WEEK for interval in hours if interval.holds(moment)), default=0)
        if not further:
            break
        ahead += further
    return min(ahead, WEEK)
