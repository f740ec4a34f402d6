from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.loans.rules import Debt, Part, days_past_due, interest_saved, owed_minor, split, sweep

TWO = [Debt(1_000, 30), Debt(500, 20)]


@pytest.mark.parametrize(
    ("amount", "parts"),
    [
        (10, [Part(10, 0), Part(0, 0)]),
        (40, [Part(30, 0), Part(10, 0)]),
        (50, [Part(30, 0), Part(20, 0)]),
        (51, [Part(30, 1), Part(20, 0)]),
        (1_100, [Part(30, 1_000), Part(20, 50)]),
        (1_550, [Part(30, 1_000), Part(20, 500)]),
    ],
)
def test_a_payment_pays_all_interest_then_the_oldest_principal(amount: int, parts: list[Part]) -> None:
    assert split(amount, TWO) == parts


@pytest.mark.parametrize("amount", [0, -1, 1_551])
def test_a_payment_of_nothing_or_more_than_is_owed_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="payment"):
        split(amount, TWO)


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**7)), min_size=1, max_size=8), st.data())
def test_the_parts_sum_to_the_payment_and_never_exceed_a_debt(owed: list[tuple[int, int]], data: st.DataObject) -> None:
    debts = [Debt(*pair) for pair in owed]
    total = owed_minor(debts)
    if not total:
        return
    amount = data.draw(st.integers(1, total))
    parts = split(amount, debts)
    assert sum(p.interest_minor + p.principal_minor for p in parts) == amount
    assert all(0 <= p.interest_minor <= d.interest_minor and 0 <= p.principal_minor <= d.principal_minor for p, d in zip(parts, debts, strict=True))
    if any(p.principal_minor for p in parts):
        assert sum(p.interest_minor for p in parts) == sum(d.interest_minor for d in debts)


@pytest.mark.parametrize(
    ("base", "carried", "owed", "cap", "amount", "carry"),
    [
        (12_409, 0, 100_000, None, 1_240, 0),
        (12_409, -409, 100_000, None, 1_200, 0),
        (12_409, 0, 900, None, 900, 0),
        (12_409, 0, 100_000, 500, 500, 0),
        (12_409, 0, 100_000, 0, 0, 0),
        (-700, 0, 100_000, None, 0, -700),
        (300, -1_000, 100_000, None, 0, -700),
        (0, 0, 100_000, None, 0, 0),
    ],
)
def test_a_sweep_takes_the_least_of_share_debt_and_cap(base: int, carried: int, owed: int, cap: int | None, amount: int, carry: int) -> None:
    result = sweep(base_minor=base, carried_minor=carried, rate_bp=1_000, owed=owed, cap_left_minor=cap)
    assert (result.amount_minor, result.carry_minor) == (amount, carry)


@pytest.mark.parametrize(("due", "on", "late"), [(None, 1, 0), (5, 4, 0), (5, 5, 0), (5, 6, 1), (5, 30, 25)])
def test_days_past_due_start_on_the_day_after(due: int | None, on: int, late: int) -> None:
    assert days_past_due(date(2026, 3, due) if due else None, date(2026, 3, on)) == late


def test_repaying_at_once_saves_the_interest_still_to_come() -> None:
    rate = Decimal("0.1")
    assert interest_saved(360_000, rate, 1_000, 0, date(2026, 1, 1), date(2026, 1, 31), "ACT/360") == 3_000
    assert 0 < interest_saved(360_000, rate, 1_000, 200_000, date(2026, 1, 1), date(2026, 1, 31), "ACT/360") < 3_000
    assert interest_saved(360_000, rate, 1_000, 0, date(2026, 1, 31), date(2026, 1, 31), "ACT/360") == 0
    assert interest_saved(0, rate, 1_000, 0, date(2026, 1, 1), date(2026, 1, 31), "ACT/360") == 0
