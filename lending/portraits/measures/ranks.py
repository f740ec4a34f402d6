"""Order statistics picked by rank, and windows of days counted back from the moment asked about."""

from __future__ import annotations

import ibis
from ibis import _, ir

from .schema import KEY


def at_rank(rows: ir.Table, value: str, out: str, quarter: int = 2) -> ir.Table:
    """The lower quantile by rank (``quarter`` fourths): always a value that occurred, never between two."""
    window = ibis.window(group_by=KEY)
    ranked = rows.mutate(place=ibis.row_number().over(group_by=KEY, order_by=value), among=rows.count().over(window))
    return ranked.filter(_.place == (_.among - 1) * quarter // 4).select(KEY, **{out: _[value]})


def spine(history: ir.Table, length: int, most: int) -> ir.Table:
    """Every whole window of ``length`` days since the first sale, newest 0, those without sales too."""
    numbered = history.mutate(slot=ibis.range(0, most).unnest().cast("int64"))
    return numbered.filter(_.slot < _.history_days // length).select(KEY, "slot")


def filled(rows: ir.Table, windows: ir.Table, value: str, length: int, most: int) -> ir.Table:
    """What each window brought; nothing where nothing happened."""
    sums = rows.filter(_.age < length * most).mutate(slot=_.age // length).group_by([KEY, "slot"]).aggregate(brought=_[value].sum())
    return windows.left_join(sums, [KEY, "slot"]).select(KEY, "slot", amount=_.brought.coalesce(0).cast("int64"))
