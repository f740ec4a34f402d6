"""The annual rate: the rate at which what was received equals what is paid back.

Disclosure follows PBoC announcement 2021 No. 3 (the bank must confirm the wording): the
yearly cost is the internal rate of return of all the borrower's flows, fees included. Two
labelled figures: *nominal* is the rate per period times periods, *effective* compounds it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, localcontext

from .rules import BASIS, days_between, months_between, spread

PRECISION = Context(prec=34)
CLOSE_ENOUGH = Decimal("1e-18")
HIGHEST = Decimal(1_000_000)


class NoRate(ValueError):
    """The flows go one way only, or no rate makes them equal."""


@dataclass(frozen=True, slots=True)
class AnnualCost:
    """Yearly fractions with six decimals: 0.130300 is 13.03 %."""

    nominal: Decimal
    effective: Decimal


@dataclass(frozen=True, slots=True)
class UnitFlow:
    """A payment after ``whole`` unit periods and a ``fraction`` of one (Regulation Z, Appendix J (b)(8))."""

    amount: Decimal
    whole: int
    fraction: Decimal = Decimal(0)


def find_rate(worth: Callable[[Decimal], Decimal], *, lowest: Decimal = Decimal("-0.9")) -> Decimal:
    """Where ``worth(rate)`` changes sign: secant steps inside a bracket that halves at least every other step.

    Raises:
        NoRate: no change of sign between ``lowest`` and a million a period.
    """
    with localcontext(PRECISION):
        low, high = _bracket(worth, lowest)
        at_low, at_high = worth(low), worth(high)
        for step in range(400):
            slope = at_high - at_low
            middle = (low + high) / 2 if step % 2 or not slope else (low * at_high - high * at_low) / slope
            at_middle = worth(middle)
            if at_middle * at_low > 0:
                low, at_low = middle, at_middle
            else:
                high, at_high = middle, at_middle
            if at_middle == 0 or high - low < CLOSE_ENOUGH:
                return middle
        raise NoRate("the rate does not settle")


def _bracket(worth: Callable[[Decimal], Decimal], lowest: Decimal) -> tuple[Decimal, Decimal]:
    at_zero, high = worth(Decimal(0)), Decimal("0.001")
    while high < HIGHEST:
        if at_zero * worth(high) <= 0:
            return Decimal(0), high
        high *= 4
    if at_zero * worth(lowest) <= 0:
        return lowest, Decimal(0)
    raise NoRate("no rate makes these flows equal")


def require_two_ways(amounts: Sequence[int | Decimal]) -> None:
    if not any(a > 0 for a in amounts) or not any(a < 0 for a in amounts):
        raise NoRate("a rate needs money both ways")


def irr(flows: Sequence[tuple[Decimal | int, Decimal | int]]) -> Decimal:
    """Rate per period of (amount, periods since the first flow); periods may be fractions."""
    require_two_ways([Decimal(amount) for amount, _ in flows])
    ordered = sorted((Decimal(when), Decimal(amount)) for amount, when in flows)

    def worth(rate: Decimal) -> Decimal:
        growth, total, factor, last = 1 + rate, Decimal(0), Decimal(1), Decimal(0)
        for when, amount in ordered:
            factor *= growth ** (when - last)
            last = when
            total += amount / factor
        return total

    return find_rate(worth)


def irr_daily(flows: Sequence[tuple[date, int]]) -> Decimal:
    """Rate per day of dated flows."""
    days = spread(flows)
    return irr([(amount, days_between(days[0][0], on)) for on, amount in days])


def _cost(rate: Decimal, periods: int) -> AnnualCost:
    with localcontext(PRECISION):
        six = Decimal("0.000001")
        return AnnualCost((rate * periods).quantize(six), ((1 + rate) ** periods - 1).quantize(six))


def costliest(rate: Decimal, day_count: str) -> Decimal:
    """The effective yearly cost where interest is paid every day, as out of settlements: whoever repays more slowly pays less a year."""
    return _cost(rate / BASIS[day_count], 365).effective


def annual_cost(flows: Sequence[tuple[date, int]]) -> AnnualCost:
    """Cost a year of dated flows: ``irr_d × 365`` and ``(1 + irr_d)^365 − 1``.

    Raises:
        NoRate: money goes one way only.
    """
    return _cost(irr_daily(flows), 365)


def annual_cost_monthly(flows: Sequence[tuple[date, int]]) -> AnnualCost:
    """Cost a year of monthly flows: ``irr_m × 12`` and ``(1 + irr_m)^12 − 1``."""
    days = spread(flows)
    return _cost(irr([(amount, months_between(days[0][0], on)) for on, amount in days]), 12)


def actuarial_rate(financed: Decimal, payments: Sequence[UnitFlow], periods_a_year: Decimal) -> Decimal:
    """Regulation Z, Appendix J: A = Σ P / ((1 + f·i)(1 + i)^t); the yearly rate is i × unit periods a year."""

    def worth(rate: Decimal) -> Decimal:
        paid = sum((p.amount / ((1 + p.fraction * rate) * (1 + rate) ** p.whole) for p in payments), Decimal(0))
        return paid - financed

    with localcontext(PRECISION):
        return find_rate(worth, lowest=Decimal(0)) * periods_a_year
