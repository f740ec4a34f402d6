"""Order statistics picked by rank, and windows of days counted back from the moment asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import ibis
from ibis import _, ir

from .schema import KEY

QUARTERS = (0, 1, 2)


class Series(NamedTuple):
    """Values of which order statistics are picked by rank: always one that occurred, never between two.

    ``out`` names the measures that are the least, the lower quarter and the median, ``among`` that of how many values there are.
    """

    rows: ir.Table
    value: str
    out: tuple[str | None, str | None, str | None]
    among: str | None = None


def median(rows: ir.Table, value: str, out: str, among: str | None = None) -> Series:
    return Series(rows, value, (None, None, out), among)


def at_ranks(series: Sequence[Series]) -> ir.Table:
    """Of each series, by its place, the values at its ranks and how many there are. All at once: planning one by one takes longer than picking.

    Short lists are sorted one by one: a window would sort all rows as one.
    """
    of = [one.rows.select(KEY, series=ibis.literal(at, "int8"), value=_[one.value]) for at, one in enumerate(series)]
    lists = ibis.union(*of).group_by([KEY, "series"]).aggregate(values=_.value.collect(), among=_.count())
    ranked = lists.mutate(values=_["values"].sort())
    at = {f"at_{quarter}": _["values"][((_.among - 1) * quarter // 4).cast("int32")] for quarter in QUARTERS}
    return ranked.select(KEY, "series", **at, among="among")


def spine(history: ir.Table, length: int, most: int) -> ir.Table:
    """Every whole window of ``length`` days since the first sale, newest 0, those without sales too."""
    numbered = history.mutate(slot=ibis.range(0, most).cast("array<int64>").unnest())
    return numbered.filter(_.slot < _.history_days // length).select(KEY, "slot")


def filled(rows: ir.Table, windows: ir.Table, value: str, length: int, most: int) -> ir.Table:
    """What each window brought; nothing where nothing happened."""
    sums = rows.filter(_.age < length * most).mutate(slot=_.age // length).group_by([KEY, "slot"]).aggregate(brought=_[value].sum())
    return windows.left_join(sums, [KEY, "slot"]).select(KEY, "slot", amount=_.brought.coalesce(0).cast("int64"))
