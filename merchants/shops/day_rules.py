"""Days that are otherwise: the hours of one date instead of its weekday's. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from ecosystem.kernel.clock import TOWN_TIME

from .errors import BadSpecialDay, HoursOverlap
from .rules import DAY, Hours, clock_text, is_open, next_change

# As many as somebody writes down ahead, and how far.
MOST_DAYS, MOST_TIMES = 60, 4
DAYS_AHEAD = 366

Times = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, order=True)
class SpecialDay:
    """One date with its opening times, in minutes from its midnight; none is closed all day. Closing beyond 1440 is after midnight."""

    on: date
    times: Times = ()

    @property
    def spans(self) -> list[str]:
        """As one reads them."""
        return [f"{clock_text(opens)}–{clock_text(closes)}" for opens, closes in self.times]


def checked(days: Iterable[SpecialDay], *, today: date) -> list[SpecialDay]:
    """Days in order, from today on, each once. Raises ``BadSpecialDay``, or ``HoursOverlap`` for times of one day over each other."""
    found = sorted(SpecialDay(day.on, tuple(sorted(day.times))) for day in days)
    if len(found) > MOST_DAYS or len({day.on for day in found}) < len(found):
        raise BadSpecialDay(most=MOST_DAYS)
    for day in found:
        in_range = all(0 <= opens < DAY and opens < closes <= opens + DAY for opens, closes in day.times)
        if not today <= day.on <= today + timedelta(days=DAYS_AHEAD) or len(day.times) > MOST_TIMES or not in_range:
            raise BadSpecialDay(most=MOST_DAYS)
        if any(one[1] > after[0] for one, after in pairwise(day.times)):
            raise HoursOverlap
    return found


def grouped(rows: Iterable[tuple[date, int | None, int | None]]) -> tuple[SpecialDay, ...]:
    """Days out of their rows, which come in order: one for each opening time, or one without times."""
    times: dict[date, list[tuple[int, int]]] = {}
    for on, opens, closes in rows:
        mine = times.setdefault(on, [])
        if opens is not None and closes is not None:
            mine.append((opens, closes))
    return tuple(SpecialDay(on, tuple(mine)) for on, mine in times.items())


def is_open_on(hours: Sequence[Hours], days: Sequence[SpecialDay], at: datetime) -> bool:
    """Whether it is open at a moment, a night that began the day before included."""
    local = at.astimezone(TOWN_TIME)
    today, yesterday = local.date(), local.date() - timedelta(days=1)
    if not any(day.on in (today, yesterday) for day in days):
        return is_open(hours, at)
    minute = local.hour * 60 + local.minute
    now = any(opens <= minute < closes for opens, closes in _times(hours, days, today))
    return now or any(minute + DAY < closes for _opens, closes in _times(hours, days, yesterday))


def shut_by(hours: Sequence[Hours], days: Sequence[SpecialDay], at: datetime) -> bool:
    """Whether a day that is otherwise has it closed at a moment; of other days this says nothing."""
    on = at.astimezone(TOWN_TIME).date()
    return any(day.on == on for day in days) and not is_open_on(hours, days, at)


def next_change_on(hours: Sequence[Hours], days: Sequence[SpecialDay], at: datetime) -> datetime | None:
    """When it next opens or closes; ``None`` where nobody can say."""
    local = at.astimezone(TOWN_TIME)
    today = local.date()
    ahead = [day for day in days if day.on >= today - timedelta(days=1)]
    if not ahead:
        return next_change(hours, at)
    # One weekday may be otherwise week after week; one week more shows it as it usually is.
    reach = 7 * (len(ahead) + 1) + 1
    spans = sorted(
        (shift * DAY + opens, shift * DAY + closes)
        for shift in range(-1, reach)
        for opens, closes in _times(hours, days, today + timedelta(days=shift))
    )
    now = local.hour * 60 + local.minute
    until = now
    for begins, ends in spans:
        if begins <= until < ends:
            until = ends
    moment = until if until > now else min((begins for begins, _ends in spans if begins > now), default=None)
    if moment is None or moment >= (reach - 1) * DAY:
        return None
    return local.replace(second=0, microsecond=0) + timedelta(minutes=moment - now)


def _times(hours: Sequence[Hours], days: Sequence[SpecialDay], on: date) -> Times:
    special = next((day for day in days if day.on == on), None)
    if special is not None:
        return special.times
    return tuple((each.opens_minute, each.closes_minute) for each in hours if each.weekday == on.weekday())
