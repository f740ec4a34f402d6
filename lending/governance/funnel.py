"""What became of offers, and what lending earned beside what was offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from ecosystem.kernel.clock import TOWN_TIME, business_date, midnight
from lending.loans.public import Earned, Used, earned_between, lines_of_office, used_by_month
from lending.offers.public import Made, made_by_month

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A month: its offers, what was drawn and repaid on them since, and what all lines earned in it."""

    month: date
    offers: Made | None
    used: Used
    earned: Earned


@dataclass(frozen=True, slots=True)
class Funnel:
    rows: list[Row]
    made: int
    delivered: int
    accepted: int
    drawn: int
    repaid: int
    offered_bp: int | None
    earned: Earned


def funnel(at: datetime, office: UUID | None = None) -> Funnel:
    """This month and the eleven before it, to yesterday, the newest first; of the bank or an office."""
    today = business_date(at)
    months = _months_to(today)
    since, until = _begins(months[-1]), midnight(at) + timedelta(days=1)
    offers = {made.month: made for made in made_by_month(since, until, office)}
    used, lines = used_by_month(since, until, office), lines_of_office(office)
    rows = [Row(month, offers.get(month), used.get(month, Used(0, 0)), earned_between(month, _after(month, today), lines)) for month in months]
    offered = sum(made.offered_minor for made in offers.values())
    return Funnel(
        rows,
        sum(made.made for made in offers.values()),
        sum(made.delivered for made in offers.values()),
        sum(made.accepted for made in offers.values()),
        sum(month.drawn for month in used.values()),
        sum(month.repaid for month in used.values()),
        sum(made.nominal_bp * made.offered_minor for made in offers.values()) // offered if offered else None,
        earned_between(months[-1], today, lines),
    )


def _months_to(day: date) -> list[date]:
    found = [day.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def _begins(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=TOWN_TIME)


def _after(month: date, today: date) -> date:
    """The day after its last one whose interest has run; of this month, today."""
    return min((month + timedelta(days=32)).replace(day=1), today)
