"""Which slots a shop offers from a moment on, and which of them is the first that can be had. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

from ecosystem.kernel.clock import TOWN_TIME

from .errors import BadSlots
from .pace_rules import ONE_ITEM, Work

# How far ahead goods may be ordered.
DAYS_AHEAD = 7


@dataclass(frozen=True, slots=True)
class Row:
    """A slot as the shop wrote it down; see ``SlotRow``."""

    channel: str
    weekday: int | None
    on: date | None
    begins_minute: int
    ends_minute: int
    max_orders: int
    max_items: int | None = None
    cutoff_minutes: int = 0
    max_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """How full a slot is."""

    orders: int = 0
    items: Decimal = Decimal(0)
    minutes: int = 0


NOTHING_BOOKED = Booked()


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot of one day, with what it holds, what is booked of it, and the order that it is offered for."""

    begins_at: datetime
    ends_at: datetime
    max_orders: int
    max_items: int | None
    max_minutes: int | None = None
    booked: Booked = NOTHING_BOOKED
    work: Work = ONE_ITEM

    @property
    def is_free(self) -> bool:
        """Whether the order fits: one more, by its items, and by the minutes that making it takes."""
        items = self.max_items is None or self.booked.items + self.work.items <= self.max_items
        minutes = self.max_minutes is None or not self.work.minutes or self.booked.minutes + self.work.minutes <= self.max_minutes
        return self.booked.orders < self.max_orders and items and minutes


def offered(
    rows: Sequence[Row], channel: str, *, at: datetime, ready_at: datetime, booked: Mapping[datetime, Booked], work: Work = ONE_ITEM
) -> list[Offer]:
    """The slots that may still be chosen at ``at``: they begin when the goods can be ready, and are not cut off. In order of time.

    Rows of a day stand instead of its weekday's.
    """
    by_day: dict[int | date | None, list[Row]] = defaultdict(list)
    for row in rows:
        if row.channel == channel:
            by_day[row.weekday if row.on is None else row.on].append(row)
    # Clocks of one place are compared without asking each for its zone.
    now, ready = at.astimezone(TOWN_TIME), ready_at.astimezone(TOWN_TIME)
    found = []
    for ahead in range(-1, DAYS_AHEAD + 1):
        day = now.date() + timedelta(days=ahead)
        midnight = datetime.combine(day, time(), TOWN_TIME)
        for row in by_day.get(day) or by_day.get(day.weekday()) or []:
            begins = midnight + timedelta(minutes=row.begins_minute)
            if row.max_orders and begins >= ready and begins - timedelta(minutes=row.cutoff_minutes) >= now:
                ends = midnight + timedelta(minutes=row.ends_minute)
                found.append(Offer(begins, ends, row.max_orders, row.max_items, row.max_minutes, booked.get(begins, NOTHING_BOOKED), work))
    return sorted(found, key=lambda offer: offer.begins_at)


def checked(rows: Iterable[Row]) -> list[Row]:
    """Rows in order, no two of one day over each other. Raises ``BadSlots``."""
    found = sorted(rows, key=lambda row: (row.weekday or 0, row.begins_minute))
    for row in found:
        in_range = 0 <= row.begins_minute < 1440 and row.begins_minute < row.ends_minute <= row.begins_minute + 1440
        of_something = 0 <= row.max_orders <= 10_000 and all(most is None or 1 <= most <= 100_000 for most in (row.max_items, row.max_minutes))
        if not in_range or not of_something or not 0 <= row.cutoff_minutes <= 10_080 or (row.weekday is None) == (row.on is None):
            raise BadSlots
    for one, after in pairwise(found):
        if one.weekday == after.weekday and one.ends_minute > after.begins_minute:
            raise BadSlots
    return found


def every(
    channel: str,
    *,
    weekdays: Iterable[int],
    from_minute: int,
    until_minute: int,
    length: int,
    max_orders: int,
    max_items: int | None = None,
    cutoff_minutes: int = 0,
    max_minutes: int | None = None,
) -> list[Row]:
    """Slots of one length after one another, on each of these weekdays. Raises ``BadSlots`` for a length that makes none, or hundreds."""
    if not 5 <= length <= 1440 or until_minute - from_minute < length:
        raise BadSlots
    begins = range(from_minute, until_minute - length + 1, length)
    holds = (max_orders, max_items, cutoff_minutes, max_minutes)
    return [Row(channel, day, None, begin, begin + length, *holds) for day in weekdays for begin in begins]
