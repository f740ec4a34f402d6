"""Closing the day: interest, lateness and class of every line, once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Max, Min

from ecosystem.audit.public import record
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.verbs import entry
from lending.loans.public import Facility

from . import steps
from .errors import DayBeforeBooks, DayNotOver, DaySkipped
from .models import BusinessDay
from .rules import next_day_to_close


@entry
def close_day(*, on: date, by: Actor, at: datetime) -> BusinessDay:
    """Close one day for all lines, all steps or none. Closing it again answers what was done.

    A payment made while the close runs comes before it or after it, never between two steps:
    both hold the line. What the payment has accrued is not accrued again.

    Raises:
        DayNotOver: the day lies in the future.
        DaySkipped: an earlier day is still open.
        DayBeforeBooks: it lies before the first day ever closed.
    """
    earlier = BusinessDay.objects.filter(pk=on).first()
    if earlier is not None:
        return earlier
    _require_turn(on, at)
    # Two closes at once: the second waits here, then finds the day closed.
    day, mine = BusinessDay.objects.get_or_create(pk=on, defaults={"closed_at": at, "closed_by": by.name})
    if not mine:
        return day
    day.lines = steps.lock_lines(on=on)
    day.interest_minor, day.transfer_id = steps.accrue(on=on, at=at)
    day.overdue = steps.classify(on=on)
    steps.freeze_the_late(by=by, at=at)
    day.save(update_fields=["lines", "interest_minor", "transfer_id", "overdue"])
    record("lending.day.close", target=f"day/{on}", by=by, at=at, after={"lines": day.lines, "interest_minor": day.interest_minor})
    return day


def _require_turn(on: date, at: datetime) -> None:
    last = BusinessDay.objects.aggregate(last=Max("on"))["last"]
    fault = next_day_to_close(last, on, business_date(at))
    if fault == "future":
        raise DayNotOver(day=on)
    if fault == "skips":
        raise DaySkipped(day=on, first=last + timedelta(days=1))
    if fault == "before":
        raise DayBeforeBooks(day=on)


def close_through(*, on: date, by: Actor, at: datetime) -> list[BusinessDay]:
    """Close every day that is still open up to ``on``, each in its own transaction; the last one is ``on``.

    Raises:
        DayNotOver: ``on`` lies in the future; nothing is closed.
    """
    if on > business_date(at):
        raise DayNotOver(day=on)
    last = BusinessDay.objects.aggregate(last=Max("on"))["last"]
    if last is not None and on <= last:
        return [close_day(on=on, by=by, at=at)]
    first = last + timedelta(days=1) if last else min(Facility.objects.aggregate(first=Min("opened_on"))["first"] or on, on)
    return [close_day(on=first + timedelta(days=n), by=by, at=at) for n in range((on - first).days + 1)]
