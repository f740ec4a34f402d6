"""Whole weeks since the first sale: the usual one, how far weeks stray from it, and whether they rise.

Trend is Theil's slope of the logarithm of weekly sales by his incomplete method (1950): each week of
the newer half is paired with the one as far into the older half, and the median pair decides. All
pairs lie equally far apart and the logarithm rises with its argument, so the median slope is the
logarithm of the median *ratio*: no logarithm is taken, and the answer is exact in every engine. One
freak week or one huge order moves a single pair, which is why no sale is cut down beforehand.
"""

from __future__ import annotations

import ibis
from ibis import _, ir

from .bases import bases
from .ranks import at_rank, filled, spine
from .schema import HALF_YEAR, KEY, WEEK, WEEKS, YEAR

STRETCH = 8
WHOLE = 10_000


def weeks(seen: ir.Table, history: ir.Table) -> ir.Table:
    """What each whole week since the first sale brought."""
    return filled(seen.filter(bases()["sales"]), spine(history, WEEK, YEAR), "amount_minor", WEEK, YEAR)


def of_weeks(weeks: ir.Table) -> tuple[ir.Table, ...]:
    quarter = weeks.filter(_.slot < WEEKS)
    median = at_rank(quarter, "amount", "week_median")
    apart = quarter.join(median, KEY).select(KEY, apart=(_.amount - _.week_median).abs())
    return (
        weeks.group_by(KEY).aggregate(weeks=_.count(where=_.slot < WEEKS), weeks_52=_.count()),
        median,
        at_rank(apart, "apart", "week_mad"),
        at_rank(weeks, "amount", "week_median_52"),
        _worst(weeks),
        *(_trend(weeks, length) for length in (WEEKS, HALF_YEAR, YEAR)),
    )


def _worst(weeks: ir.Table) -> ir.Table:
    """The worst eight weeks on end."""
    window = ibis.window(group_by=KEY, order_by="slot", preceding=STRETCH - 1, following=0)
    rolled = weeks.mutate(stretch=_.amount.sum().over(window))
    return rolled.filter(_.slot >= STRETCH - 1).group_by(KEY).aggregate(worst_stretch=_.stretch.min())


def _trend(weeks: ir.Table, length: int) -> ir.Table:
    """The median ratio of a week to the one half the length before, in basis points, and how many pairs there were."""
    half = length // 2
    apart = length - half
    newer = weeks.filter(_.slot < half)
    older = weeks.filter(_.slot >= apart, _.slot < length, _.amount > 0).select(KEY, slot=_.slot - apart, before=_.amount)
    pairs = newer.join(older, [KEY, "slot"]).select(KEY, ratio=_.amount * WHOLE // _.before)
    counted = pairs.group_by(KEY).aggregate(**{f"pairs_{length}": _.count()})
    return counted.join(at_rank(pairs, "ratio", f"ratio_{length}"), KEY)
