"""Bins whose order is the feature's own: fine ones by quantile, then neighbours are merged until none breaks the order.

Weight of evidence is smoothed by half a row on either side, so that a bin without bads has one all the same. A missing value
never counts for more than an average one, and without enough rows to judge by it counts as the worst bin.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from .job import Feature, Job

FINE = 20
PLACES = 12


@dataclass(frozen=True, slots=True)
class Count:
    """``ends`` are the values of a group of texts, or the one number at which the next bin begins."""

    ends: tuple[Any, ...]
    rows: int
    bads: int

    def with_next(self, other: Count, *, texts: bool) -> Count:
        return Count((*self.ends, *other.ends) if texts else other.ends, self.rows + other.rows, self.bads + other.bads)


@dataclass(frozen=True, slots=True)
class Binned:
    """A feature in bins; ``woes`` are those of bins, other and missing, rounded as the artefact writes them."""

    feature: Feature
    direction: str
    bins: tuple[Count, ...]
    other: Count
    missing: Count
    woes: tuple[Decimal, ...]
    iv: float


def binned(feature: Feature, values: Sequence[str], bads: Sequence[int], job: Job) -> Binned:
    least = max(len(values) * job.least_share_bp // 10_000, 1)
    weigh = Weigher(len(bads) - sum(bads), sum(bads))
    missing = _count(("",), [bad for value, bad in zip(values, bads, strict=True) if not value])
    known = [(value, bad) for value, bad in zip(values, bads, strict=True) if value]
    if feature.type == "text":
        bins, other = _grouped(known, least, job.most_bins, weigh)
        return _whole(feature, "none", bins, other, missing, weigh, least)
    fine = _quantiles([(Decimal(value), bad) for value, bad in known], least)
    tried = [_monotone(fine, way, least, job.most_bins, weigh) for way in _ways(feature)]
    ways = [(_whole(feature, way, bins, Count((), 0, 0), missing, weigh, least)) for way, bins in zip(_ways(feature), tried, strict=True)]
    return max(ways, key=lambda one: one.iv)


def _ways(feature: Feature) -> tuple[str, ...]:
    return ("rises", "falls") if feature.direction == "either" else (feature.direction,)


@dataclass(frozen=True, slots=True)
class Weigher:
    goods: int
    bads: int

    def woe(self, count: Count) -> float:
        good, bad = count.rows - count.bads + 0.5, count.bads + 0.5
        return math.log(good / (self.goods + 0.5)) - math.log(bad / (self.bads + 0.5))

    def iv(self, counts: Sequence[Count]) -> float:
        """Information value: Σ (share of goods − share of bads) · woe."""
        return sum(((one.rows - one.bads) / self.goods - one.bads / self.bads) * self.woe(one) for one in counts if one.rows)


def _count(ends: tuple[Any, ...], bads: Sequence[int]) -> Count:
    return Count(ends, len(bads), sum(bads))


def _quantiles(known: list[tuple[Decimal, int]], least: int) -> list[Count]:
    """Fine bins of about equal size; equal values are never parted."""
    known.sort()
    size = max(len(known) // FINE, least // 2, 1)
    counts, part = [], []
    for place, (value, bad) in enumerate(known):
        part.append(bad)
        following = known[place + 1][0] if place + 1 < len(known) else None
        if following is None or (len(part) >= size and following != value):
            counts.append(_count((following,), part))
            part = []
    return counts or [Count((None,), 0, 0)]


def _monotone(counts: Sequence[Count], way: str, least: int, most: int, weigh: Weigher) -> tuple[Count, ...]:
    """Merge neighbours: those out of order first (pool adjacent violators), then the small, then the most alike."""
    kept: list[Count] = list(counts)
    while len(kept) > 1:
        places = range(len(kept) - 1)
        sign = {"rises": 1, "falls": -1}.get(way, 0)
        broken = [place for place in places if sign * (weigh.woe(kept[place + 1]) - weigh.woe(kept[place])) < 0]
        small = [place for place, one in enumerate(kept) if one.rows < least]
        if broken:
            _merge(kept, broken[0], texts=False)
        elif small:
            _merge(kept, _neighbour(kept, small[0]), texts=False)
        elif len(kept) > most or min(map(_apart, pairwise(kept))) < ALIKE:
            _merge(kept, min(places, key=lambda place: _apart((kept[place], kept[place + 1]))), texts=False)
        else:
            break
    return tuple(kept)


ALIKE = 1.0
"""Chi-squared of one degree of freedom below which two neighbours may as well be one."""


def _neighbour(kept: Sequence[Count], place: int) -> int:
    """Where to merge a small bin: with whichever side is more like it."""
    sides = [side for side in (place - 1, place) if 0 <= side < len(kept) - 1]
    return min(sides, key=lambda side: _apart((kept[side], kept[side + 1])))


def _merge(kept: list[Count], place: int, *, texts: bool) -> None:
    kept[place : place + 2] = [kept[place].with_next(kept[place + 1], texts=texts)]


def _apart(pair: tuple[Count, Count]) -> float:
    """Pearson's chi-squared of goods and bads in two bins."""
    one, other = pair
    rows, bads = one.rows + other.rows, one.bads + other.bads
    if not bads or bads == rows:
        return 0.0
    difference = one.bads * (other.rows - other.bads) - other.bads * (one.rows - one.bads)
    return float(difference**2 * rows / (one.rows * other.rows * bads * (rows - bads)))


def _grouped(known: Sequence[tuple[str, int]], least: int, most: int, weigh: Weigher) -> tuple[tuple[Count, ...], Count]:
    """Texts of their own while they are frequent; the rest together are ``other``, which unseen ones join."""
    by: dict[str, list[int]] = {}
    for value, bad in known:
        by.setdefault(value, []).append(bad)
    frequent = [_count((value,), bads) for value, bads in sorted(by.items()) if len(bads) >= least]
    rare = [bad for _, bads in sorted(by.items()) if len(bads) < least for bad in bads]
    kept = sorted(frequent, key=lambda one: (-weigh.woe(one), one.ends))
    while len(kept) > 1 and (len(kept) > most or min(map(_apart, pairwise(kept))) < ALIKE):
        _merge(kept, min(range(len(kept) - 1), key=lambda place: _apart((kept[place], kept[place + 1]))), texts=True)
    return tuple(kept) or (Count((), 0, 0),), _count((), rare)


def _whole(feature: Feature, way: str, bins: tuple[Count, ...], other: Count, missing: Count, weigh: Weigher, least: int) -> Binned:
    own = [weigh.woe(one) for one in bins]
    of_other = weigh.woe(other) if other.rows >= least else min(own)
    of_missing = min(weigh.woe(missing), 0.0) if missing.rows >= least else min(own)
    woes = tuple(Decimal(f"{woe:.{PLACES}f}") for woe in (*own, of_other, of_missing))
    return Binned(feature, way, bins, other, missing, woes, weigh.iv((*bins, other, missing)))
