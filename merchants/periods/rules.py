"""Months, and from when on they may be closed."""

from __future__ import annotations

from datetime import date, timedelta


def next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def may_close_from(first: date) -> date:
    """A whole day after the month: what was begun in its last minutes has committed by then."""
    return next_month(first) + timedelta(days=1)
