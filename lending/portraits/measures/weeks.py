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
from .ranks import Series, at_ranks, filled, median, spine
from .schema import HALF_YEAR, KEY, WEEK, WEEKS, YEAR

STRETCH = 8
WHOLE = 10_000


def weeks(seen: ir.Table, history: ir.Table) -> ir.Table:
    """What each whole week since the first sale brought."""
    return filled(seen.filter(bases()["sales"]), spine(history, WEEK, YEAR), "amount_minor", WEEK, YEAR)


def of_weeks(weeks: ir.Table) -> tuple[Series, ...]:
    """The usual week of a quarter and of a year, and the ratios of weeks far apart."""
    return (
        usual(weeks),
        median(weeks, "amount", "week_median_52", "weeks_52"),
        *(_ratios(weeks, length) for length in (WEEKS, HALF_YEAR, YEAR)),
    )


def usual(weeks: ir.Table) -> Series:
    return median(weeks.filter(_.slot < WEEKS), "amount", "week_median", "weeks")


def strays(weeks: ir.Table) -> Series:
    """How far weeks of a quarter are from the usual one."""
    of = usual(weeks)
    apart = of.rows.join(at_ranks([of]), KEY).select(KEY, apart=(_.amount - _.at_2).abs())
    return median(apart, "apart", "week_mad")


def worst(weeks: ir.Table) -> ir.Table:
    """The worst eight weeks on end."""
    window = ibis.window(group_by=KEY, order_by="slot", preceding=STRETCH - 1, following=0)
    rolled = weeks.mutate(stretch=_.amount.sum().over(window))
    return rolled.filter(_.slot >= STRETCH - 1).group_by(KEY).aggregate(worst_stretch=_.stretch.min())


def _ratios(weeks: ir.Table, length: int) -> Series:
    """Of a week to the one half the length before, in basis points."""
    half = length // 2
    apart = length - half
    newer = weeks.filter(_.slot < half)
    older = weeks.filter(_.slot >= apart, _.slot < length, _.amount > 0).select(KEY, slot=_.slot - apart, before=_.amount)
    pairs = newer.join(older, [KEY, "slot"]).select(KEY, ratio=_.amount * WHOLE // _.before)
    return median(pairs, "ratio", f"ratio_{length}", f"pairs_{length}")
