"""The mathematics of interest, in integers: accrual, what a line costs, and the annual rate.

Amounts are minor units, rates are yearly fractions with six decimals (``Decimal("0.099000")``
is 9.9 %), days are calendar days. Nothing here is a float, and nothing is rounded twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

PPM = 1_000_000
BASIS = {"ACT/360": 360, "ACT/365": 365}
BP = 10_000


@dataclass(frozen=True, slots=True)
class Segment:
    """A balance that stood unchanged for some days at one rate."""

    balance_minor: int
    rate: Decimal
    days: int


def half_up(numerator: int, denominator: int) -> int:
    """The whole number nearest to a non-negative fraction; exact halves go up."""
    if numerator < 0 or denominator <= 0:
        raise ValueError("half_up() rounds non-negative fractions")
    return (2 * numerator + denominator) // (2 * denominator)


def ppm_of(rate: Decimal) -> int:
    """A yearly fraction in millionths, exactly.

    Raises:
        ValueError: a negative rate, or one finer than a millionth.
    """
    scaled = rate * PPM
    if scaled != scaled.to_integral_value() or scaled < 0:
        raise ValueError(f"{rate} is not a rate of at most six decimals")
    return int(scaled)


def interest_units(balance_minor: int, rate: Decimal, days: int) -> int:
    """Exact interest before division: minor units × millionths × days. Units add up without rounding."""
    if balance_minor < 0 or days < 0:
        raise ValueError("interest runs on balances owed, forward in time")
    return balance_minor * ppm_of(rate) * days


def units_to_minor(units: int, day_count: str = "ACT/360") -> int:
    """The one place where interest is rounded: cumulative units to whole minor units, half up."""
    return half_up(units, PPM * BASIS[day_count])


def accrued_minor(segments: Iterable[Segment], *, day_count: str = "ACT/360") -> int:
    """Interest accrued over all segments together: round(Σ balance·rate·days / basis).

    It is cumulative: a day's posting is the difference from what was posted before, so that
    daily rounding never drifts. The day of drawing counts, the day of repayment does not.
    """
    return units_to_minor(sum(interest_units(s.balance_minor, s.rate, s.days) for s in segments), day_count)


def sweep_minor(base_minor: int, withhold_bp: int) -> int:
    """The share of a day's base that is withheld, floored to the minor unit; nothing of a negative base."""
    return max(base_minor, 0) * withhold_bp // BP


def year_interest_minor(drawn_minor: int, rate: Decimal, day_count: str = "ACT/360") -> int:
    """What a year of 365 days earns on principal that stands all the while."""
    return units_to_minor(interest_units(drawn_minor, rate, 365), day_count)


def expected_loss_minor(drawn_minor: int, bad_bp: int, lgd_bp: int) -> int:
    """What is lost of it on average: exposure × probability of turning bad × share lost then, once, half up.

    The share is the product's (EAD × PD × LGD; Basel framework, CRE31 and CRE32: 40 % where nothing secures it, for the bank to confirm).
    """
    return half_up(drawn_minor * bad_bp * lgd_bp, BP * BP)


def break_even_bp(rate: Decimal, lgd_bp: int, day_count: str = "ACT/360") -> int:
    """How many of ten thousand may turn bad in a year before losses eat a year's interest; funding and work are not counted."""
    return min(year_interest_minor(BP * BP, rate, day_count) // lgd_bp, BP)


@dataclass(frozen=True, slots=True)
class Projection:
    """How a draw is expected to run: in how many days it is repaid, and what it costs.

    ``flows`` are the borrower's: the draw is positive, each payment negative. ``rest_minor``
    is what would still be owed on the last day of the term, and is part of the last flow.
    """

    days: int
    interest_minor: int
    total_minor: int
    flows: tuple[tuple[date, int], ...]
    rest_minor: int = 0


def project_line(
    principal_minor: int,
    rate: Decimal,
    withhold_bp: int,
    expected_daily_base_minor: int,
    starts_on: date,
    *,
    term_days: int = 365,
    day_count: str = "ACT/360",
    fee_minor: int = 0,
) -> Projection:
    """Run a draw that is repaid by withholding a share of each day's settlement.

    Payments start on the day after the draw, interest first; what is left at the end of the
    term falls due then. A fee is kept back from the draw, so it lowers the first flow only.
    """
    if principal_minor <= 0 or term_days <= 0:
        raise ValueError("a projection needs a principal and a term")
    daily = sweep_minor(expected_daily_base_minor, withhold_bp)
    balance, units, paid_interest = principal_minor, 0, 0
    flows = [(starts_on, principal_minor - fee_minor)]
    for day in range(1, term_days + 1):
        units += interest_units(balance, rate, 1)
        interest = units_to_minor(units, day_count) - paid_interest
        owed = balance + interest
        payment = owed if day == term_days else min(daily, owed)
        paid_interest += min(payment, interest)
        balance -= max(payment - interest, 0)
        if payment:
            flows.append((starts_on + timedelta(days=day), -payment))
        if balance == 0:
            return Projection(day, paid_interest, principal_minor + paid_interest, tuple(flows), payment - min(daily, owed))
    raise AssertionError("the last day of the term pays everything")


def days_between(first: date, last: date) -> int:
    return (last - first).days


def months_between(first: date, last: date) -> Decimal:
    """Whole months between two dates, and the days left over as thirtieths."""
    months = (last.year - first.year) * 12 + last.month - first.month
    days = last.day - first.day
    return Decimal(months) + Decimal(days) / 30


def spread(flows: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """Flows by date, one a day."""
    by_day: dict[date, int] = {}
    for on, amount in flows:
        by_day[on] = by_day.get(on, 0) + amount
    return sorted(by_day.items())
