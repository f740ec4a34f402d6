"""Order statistics picked by rank, and windows of days counted back from the moment asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import ibis
from ibis import _, ir

from .schema import KEY


class Series(NamedTuple):
    """Whose lower quantile by rank (``quarter`` fourths) is the measure ``out``: always a value that occurred, never between two.

    ``among`` is the measure of how many values there are.
    """

    rows: ir.Table
    value: str
    out: str
    among: str | None = None
    quarter: int = 2


def at_ranks(series: Sequence[Series]) -> ir.Table:
    """Of each series, by its place, the value and how many there are. All at once: planning one by one takes longer than picking."""
    of = [
        one.rows.select(KEY, series=ibis.literal(at, "int8"), quarter=ibis.literal(one.quarter, "int8"), value=_[one.value])
        for at, one in enumerate(series)
    ]
    rows = ibis.union(*of)
    place = ibis.row_number().over(group_by=[KEY, "series"], order_by="value")
    ranked = rows.mutate(place=place, among=rows.count().over(ibis.window(group_by=[KEY, "series"])))
    return ranked.filter(_.place == (_.among - 1) * _.quarter // 4).select(KEY, "series", "value", "among")


def spine(history: ir.Table, length: int, most: int) -> ir.Table:
    """Every whole window of ``length`` days since the first sale, newest 0, those without sales too."""
    numbered = history.mutate(slot=ibis.range(0, most).unnest().cast("int64"))
    return numbered.filter(_.slot < _.history_days // length).select(KEY, "slot")


def filled(rows: ir.Table, windows: ir.Table, value: str, length: int, most: int) -> ir.Table:
    """What each window brought; nothing where nothing happened."""
    sums = rows.filter(_.age < length * most).mutate(slot=_.age // length).group_by([KEY, "slot"]).aggregate(brought=_[value].sum())
    return windows.left_join(sums, [KEY, "slot"]).select(KEY, "slot", amount=_.brought.coalesce(0).cast("int64"))
