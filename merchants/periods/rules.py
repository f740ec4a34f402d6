"""Months, and from when on they may be closed."""

from __future__ import annotations

from datetime import date, timedelta


def next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def may_close_from(first: date) -> date:
    """A whole day after the month: what was begun in its last minutes has committed by then."""
    return next_month(first) + timedelta(days=1)


# What most goods of a trade are taxed at where the merchant is a general taxpayer: farm produce 9 %, other goods 13 %
# (Announcement no. 39 of 2019 of the Ministry of Finance, the State Taxation Administration and the customs).
PRODUCE_BP, GOODS_BP = 900, 1_300
PRODUCE = frozenset({"greengrocer", "butcher", "fishmonger", "florist"})


def usual_bp(trade: str) -> int:
    return PRODUCE_BP if trade in PRODUCE else GOODS_BP
