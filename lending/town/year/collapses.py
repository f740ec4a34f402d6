"""Stores whose sales really collapsed, found in the sales alone, by a rule that knows nothing of portraits or policies.

A larger store has five hundred baskets in the year. Its sales collapsed where three weeks on end brought less than 55 % of what as
many of the thirteen weeks before them brought. Of the source's stores 103 are larger, and 22 of them collapse so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ecosystem.demo.public import Year
from ecosystem.kernel.clock import business_date

LARGER = 500
WEEK = 7
BEFORE, DURING = 13, 3
PERCENT = 55


@dataclass(frozen=True, slots=True)
class Collapse:
    """The first day of the three weeks, and what a week brought before and then, in minor units."""

    store: int
    on: date
    before_minor: int
    then_minor: int


def larger_stores(year: Year) -> list[int]:
    baskets = Counter(basket.store for basket in year.baskets)
    return sorted(store for store, count in baskets.items() if count >= LARGER)


def weekly_sales(year: Year) -> dict[int, list[int]]:
    """What each whole week since the year began brought, by store."""
    weeks = ((year.ends_on - year.starts_on).days + 1) // WEEK
    found: dict[int, list[int]] = defaultdict(lambda: [0] * weeks)
    for basket in year.baskets:
        week = (business_date(basket.at) - year.starts_on).days // WEEK
        if week < weeks:
            found[basket.store][week] += basket.paid_minor
    return found


def collapses(year: Year) -> list[Collapse]:
    """The first of each larger store, by day."""
    sales = weekly_sales(year)
    found = [_first(store, sales[store], year.starts_on) for store in larger_stores(year)]
    return sorted((one for one in found if one), key=lambda one: (one.on, one.store))


def _first(store: int, weeks: Sequence[int], starts_on: date) -> Collapse | None:
    for week in range(BEFORE, len(weeks) - DURING + 1):
        before, then = sum(weeks[week - BEFORE : week]), sum(weeks[week : week + DURING])
        if then * BEFORE * 100 < before * DURING * PERCENT:
            return Collapse(store, starts_on + timedelta(days=week * WEEK), before // BEFORE, then // DURING)
    return None


def fell(limits: Mapping[date, int], on: date, weeks: int, percent: int) -> bool:
    """Whether what was offered on a day was less, by so many per cent, than so many weeks before."""
    now, earlier = limits.get(on), limits.get(on - timedelta(days=weeks * WEEK))
    return now is not None and bool(earlier) and now * 100 <= (earlier or 0) * (100 - percent)
