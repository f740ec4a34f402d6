"""Thirty days of cash and what follows from them, in tables. 26 November 2026 is a Thursday."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.advice.rules import (
    DAYS,
    STEP_MINOR,
    Cash,
    Line,
    Move,
    advise,
    bought_beyond_sales,
    forecast,
    gap_of,
    loan_for,
    lowest,
    monthly,
    usual_by_weekday,
)

TODAY = date(2026, 11, 26)
FLAT = (10_000,) * 7
LINE = Line(Decimal("0.099000"), "ACT/360", 50_000, 5_000_000)


def on(days: int) -> date:
    return TODAY + timedelta(days=days)


def cash(balance: int, *moves: Move, usual: tuple[int, ...] = FLAT) -> Cash:
    return Cash(TODAY, balance, usual, moves)


@pytest.mark.parametrize(
    ("mondays", "usual"),
    [
        ([100], 0),
        ([100, 200, 300, 400, 500, 600, 700, 800], 400),
        ([900, 0, 900, 0, 900, 0, 900, 900], 900),
        ([900] * 4, 0),
        ([-500] * 8, 0),
        ([1_000_000, 100, 100, 100, 100, 100, 100, 100], 100),
    ],
)
def test_a_weekday_brings_the_middle_one_of_eight(mondays: list[int], usual: int) -> None:
    came = {date(2026, 11, 23) - timedelta(weeks=week): amount for week, amount in enumerate(mondays)}
    assert usual_by_weekday(came, TODAY, date(2026, 1, 1)) == (usual, 0, 0, 0, 0, 0, 0)


def test_days_before_the_first_sale_are_not_counted_as_empty() -> None:
    came = {date(2026, 11, 23): 700, date(2026, 11, 16): 500}
    assert usual_by_weekday(came, TODAY, date(2026, 11, 16))[0] == 500
    assert usual_by_weekday({}, TODAY, None) == (0,) * 7


def test_today_itself_is_not_counted_twice() -> None:
    came = {TODAY: 99_999, TODAY - timedelta(days=7): 100}
    assert usual_by_weekday(came, TODAY, TODAY - timedelta(days=7))[3] == 100


@pytest.mark.parametrize(
    ("day", "days"),
    [(27, [date(2026, 11, 27)]), (26, [date(2026, 12, 26)]), (31, [date(2026, 11, 30)]), (1, [date(2026, 12, 1)])],
)
def test_a_monthly_cost_comes_on_its_day_or_the_months_last(day: int, days: list[date]) -> None:
    assert monthly(day, 500, "rent", TODAY) == [Move(one, -500, "rent") for one in days]


@pytest.mark.parametrize(
    ("today", "day", "days"), [(date(2027, 1, 30), 31, [date(2027, 1, 31), date(2027, 2, 28)]), (date(2028, 1, 31), 30, [date(2028, 2, 29)])]
)
def test_short_months_keep_a_monthly_cost(today: date, day: int, days: list[date]) -> None:
    assert [move.on for move in monthly(day, 500, "rent", today)] == days


def test_a_day_begins_as_the_one_before_ended_and_what_is_late_goes_today() -> None:
    days = forecast(cash(50_000, Move(on(-4), -20_000, "bill"), Move(on(2), -5_000, "rent"), Move(on(2), 3_000, "tabs")))
    assert len(days) == DAYS + 1
    assert [(day.opening_minor, day.closing_minor) for day in days[:3]] == [(50_000, 30_000), (30_000, 40_000), (40_000, 48_000)]
    assert [move.what for move in days[2].moves] == ["sales", "tabs", "rent"]


def test_a_shop_with_enough_is_told_so() -> None:
    advice = advise(cash(200_000, Move(on(5), -100_000, "reorder")), LINE)
    assert (advice.needed, advice.loan, advice.ways, advice.low.on, advice.low.amount_minor) == (False, None, (), on(5), 150_000)


@pytest.mark.parametrize(
    ("balance", "order", "amount", "days", "cost", "short"),
    [
        # Kept: one ordinary day, 100 yuan. Day 1 ends at 0: 100 are missing for one day, and a loan is at least 500.
        (90_000, 100_000, 50_000, 1, 14, 0),
        # 900 are missing on day 1; each day brings 100, so from day 10 on it is enough.
        (10_000, 100_000, 90_000, 9, 223, 0),
        # More than thirty days would earn: it is missing to the end.
        (0, 1_000_000, 1_000_000, 30, 8_250, 0),
        # More than the line has.
        (0, 6_000_000, 5_000_000, 30, 41_250, 1_000_000),
    ],
)
def test_a_loan_is_as_large_and_as_long_as_the_gap(balance: int, order: int, amount: int, days: int, cost: int, short: int) -> None:
    loan = loan_for(cash(balance, Move(on(1), -order, "reorder")), LINE)
    assert loan is not None
    assert (loan.amount_minor, loan.days, loan.cost_minor, loan.short_minor) == (amount, days, cost, short)


@pytest.mark.parametrize("line", [None, replace(LINE, headroom_minor=49_999)])
def test_without_a_line_all_of_it_is_missing(line: Line | None) -> None:
    loan = loan_for(cash(10_000, Move(on(1), -100_000, "reorder")), line)
    assert loan is not None
    assert (loan.amount_minor, loan.cost_minor, loan.short_minor) == (0, 0, 90_000)


def test_paying_a_supplier_later_is_the_shortest_delay_that_is_enough() -> None:
    advice = advise(cash(30_000, Move(on(1), -100_000, "bill", "s"), Move(on(0), -5_000, "bill", "t")), LINE)
    [later] = advice.ways
    assert (later.kind, later.amount_minor, later.days, later.loan_minor, later.name, later.on) == ("later", 100_000, 14, 0, "s", on(1))
    assert later.saves_minor == advice.loan.cost_minor if advice.loan else False


def test_tabs_that_are_late_are_chased_and_stock_that_lies_is_cleared() -> None:
    short = cash(30_000, Move(on(10), -150_000, "rent"))
    advice = advise(short, LINE, overdue_tabs=[Move(on(-3), 20_000, "tabs", "a"), Move(on(-9), 12_000, "tabs", "b")], slow_minor=40_000)
    assert (advice.low.amount_minor, advice.gap_minor) == (-20_000, 30_000)
    ways = {way.kind: way for way in advice.ways}
    assert set(ways) == {"chase", "clear"}
    assert (ways["chase"].amount_minor, ways["chase"].name, ways["chase"].loan_minor) == (32_000, "2", 0)
    assert (ways["clear"].amount_minor, ways["clear"].days) == (30_000, 14)
    assert advice.ways[0].loan_minor <= advice.ways[-1].loan_minor


def test_what_no_way_helps_is_said_without_one() -> None:
    assert advise(cash(0, Move(on(1), -1_000_000, "rent")), LINE).ways == ()


@pytest.mark.parametrize(
    ("bought", "sold", "before", "sales_before", "beyond"),
    [
        (100, 100, 200, 200, 0),
        (150, 100, 200, 200, 50),
        (80, 100, 200, 200, 0),
        (100, 0, 200, 200, 100),
        (500, 100, 0, 200, 0),
        (500, 100, 200, 0, 0),
    ],
)
def test_goods_beyond_what_sales_explain(bought: int, sold: int, before: int, sales_before: int, beyond: int) -> None:
    assert bought_beyond_sales(bought, sold, before, sales_before) == beyond


moves = st.lists(
    st.builds(Move, st.integers(-5, DAYS).map(on), st.integers(-500_000, 500_000), st.sampled_from(["bill", "rent", "tabs"])), max_size=12
)


@given(st.integers(-200_000, 1_000_000), moves)
def test_no_yuan_is_lost_between_the_days(balance: int, told: list[Move]) -> None:
    days = forecast(cash(balance, *told))
    assert days[-1].closing_minor == balance + DAYS * 10_000 + sum(move.amount_minor for move in told)
    assert all(before.closing_minor == after.opening_minor for before, after in zip(days, days[1:], strict=False))


@given(st.integers(-200_000, 1_000_000), moves)
def test_the_loan_that_is_told_closes_the_gap_and_no_way_makes_it_larger(balance: int, told: list[Move]) -> None:
    known = cash(balance, *told)
    advice = advise(known, LINE, overdue_tabs=[Move(on(-1), 5_000, "tabs", "a")], slow_minor=60_000)
    assert advice.needed is (advice.loan is not None)
    if advice.loan is not None:
        given_now = replace(known, balance_minor=known.balance_minor + advice.loan.amount_minor + advice.loan.short_minor)
        assert gap_of(given_now) == 0
        assert all(way.loan_minor <= advice.loan.amount_minor + advice.loan.short_minor for way in advice.ways)
        assert advice.loan.amount_minor + advice.loan.short_minor < advice.gap_minor + STEP_MINOR + LINE.least_minor
    assert lowest(advice.days) == advice.low
