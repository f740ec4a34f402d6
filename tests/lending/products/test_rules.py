from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.products.rules import Segment, accrued_minor, half_up, interest_units, ppm_of, project_line, sweep_minor, units_to_minor

TEN = Decimal("0.100000")


@pytest.mark.parametrize(
    ("balance", "rate", "days", "day_count", "interest"),
    [
        (1_000_000_00, "0.135", 30, "ACT/365", 11_095_89),
        (1_000_000_00, "0.135", 30, "ACT/360", 11_250_00),
        (100_00, "0.099", 1, "ACT/360", 3),
        (0, "0.1", 30, "ACT/360", 0),
        (1_800, "0.100000", 1, "ACT/360", 1),
        (1_799, "0.100000", 1, "ACT/360", 0),
    ],
)
def test_interest_is_balance_times_rate_times_days_over_the_basis(balance: int, rate: str, days: int, day_count: str, interest: int) -> None:
    assert accrued_minor([Segment(balance, Decimal(rate), days)], day_count=day_count) == interest


@given(st.lists(st.tuples(st.integers(0, 10**11), st.integers(0, 400_000), st.integers(0, 40)), max_size=60))
def test_posting_the_difference_each_day_sums_to_the_direct_formula(parts: list[tuple[int, int, int]]) -> None:
    """Cumulative rounding: no drift, whatever the balances, rates and gaps."""
    segments = [Segment(balance, Decimal(ppm) / 1_000_000, days) for balance, ppm, days in parts]
    units = posted = 0
    for segment in segments:
        for _ in range(segment.days):
            units += interest_units(segment.balance_minor, segment.rate, 1)
            difference = units_to_minor(units) - posted
            assert difference >= 0
            posted += difference
    assert posted == accrued_minor(segments)


@given(st.integers(0, 10**18), st.integers(1, 10**9))
def test_half_up_is_the_nearest_whole_number(numerator: int, denominator: int) -> None:
    rounded = half_up(numerator, denominator)
    assert -denominator < 2 * (numerator - rounded * denominator) * 1 <= denominator or 2 * (rounded * denominator - numerator) == denominator
    assert abs(2 * (numerator - rounded * denominator)) <= denominator


@pytest.mark.parametrize("rate", ["-0.01", "0.0000001"])
def test_a_rate_finer_than_a_millionth_or_negative_is_refused(rate: str) -> None:
    with pytest.raises(ValueError, match="rate"):
        ppm_of(Decimal(rate))


@pytest.mark.parametrize(("base", "bp", "share"), [(12_400, 1_000, 1_240), (12_409, 1_000, 1_240), (-5, 1_000, 0), (0, 1_000, 0)])
def test_the_share_is_floored_and_never_negative(base: int, bp: int, share: int) -> None:
    assert sweep_minor(base, bp) == share


def test_a_projection_pays_the_principal_and_its_interest_exactly() -> None:
    run = project_line(5_000_000, TEN, 1_000, 300_000, date(2026, 1, 1))
    assert sum(amount for _, amount in run.flows) == -run.interest_minor
    assert run.total_minor == 5_000_000 + run.interest_minor
    assert run.flows[-1][0] == date(2026, 6, 21)
    assert (run.days, run.interest_minor, run.rest_minor) == (171, 120_154, 0)


def test_a_projection_without_sales_falls_due_at_the_end_of_the_term() -> None:
    run = project_line(100_000, TEN, 1_000, 0, date(2026, 1, 1), term_days=30)
    assert run.flows == ((date(2026, 1, 1), 100_000), (date(2026, 1, 31), -100_833))
    assert run.rest_minor == 100_833
