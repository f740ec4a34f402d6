"""Hours in which nobody is disturbed, by the clock of the place where she lives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Quiet:
    """From ``starts`` until ``ends`` by the clock of ``zone``; over midnight where it ends earlier than it starts."""

    starts: time
    ends: time
    zone: str

    def covers(self, at: datetime) -> bool:
        now = at.astimezone(ZoneInfo(self.zone)).time()
        if self.starts < self.ends:
            return self.starts <= now < self.ends
        return now >= self.starts or now < self.ends


def not_before(at: datetime, quiet: Quiet | None) -> datetime:
    """``at``, or the end of the quiet hours that it lies in. Where a clock is put back over the end, they end with the second of the two."""
    if quiet is None or not quiet.covers(at):
        return at
    today = at.astimezone(ZoneInfo(quiet.zone)).date()
    ends = _clock_shows(today, quiet)
    return ends if ends > at else _clock_shows(today + timedelta(days=1), quiet)


def _clock_shows(day: date, quiet: Quiet) -> datetime:
    """When a clock has last shown the end of the quiet hours on a day; reckoned in UTC, since a wall clock jumps."""
    zone = ZoneInfo(quiet.zone)
    return max(datetime.combine(day, quiet.ends, tzinfo=zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
