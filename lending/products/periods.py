"""Unit periods of Regulation Z, Appendix J (b)(5): how long after the advance a payment falls."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}
A_YEAR = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}


def back_by_months(on: date, months: int) -> date:
    """The same day of an earlier month, or its last day."""
    index = on.year * 12 + on.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def unit_periods(advance: date, first: date, every: str) -> tuple[int, Decimal]:
    """Whole unit periods from the advance to a payment, counted back from it, and the fraction left.

    Days left over are thirtieths of a month (ninetieths of a quarter), 365ths of a year,
    sevenths of a week.
    """
    if every in DAYS:
        whole, left = divmod((first - advance).days, DAYS[every])
        return whole, Decimal(left) / DAYS[every]
    size, whole = MONTHS[every], 0
    while back_by_months(first, size * (whole + 1)) >= advance:
        whole += 1
    start = back_by_months(first, size * whole)
    if every == "year":
        return whole, Decimal((start - advance).days) / 365
    months = 0
    while back_by_months(start, months + 1) >= advance:
        months += 1
    days = (back_by_months(start, months) - advance) // timedelta(days=1)
    return whole, Decimal(30 * months + days) / (30 * size)
