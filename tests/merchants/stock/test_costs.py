"""What goods cost as they come and go: to the minor unit, whatever the order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merchants.stock import rules

QUANTITY = st.integers(1, 99_999_999).map(lambda thousandths: Decimal(thousandths) / 1000)
VALUE = st.integers(0, 10**12)
UNIT = st.integers(0, 10**10).map(lambda millionths: Decimal(millionths) / 1_000_000)


@pytest.mark.parametrize(
    ("on_hand", "value", "quantity", "cost"),
    [
        ("3", 1000, "1", 333),
        ("2", 667, "1", 334),  # 333.5, half up
        ("1", 333, "1", 333),  # the last unit takes the rest
        ("8", 100, "0.001", 0),
        ("0.003", 1, "0.001", 0),
        ("2", 300, "3", 550),  # all there is, and one more at the last receipt's 2.50
        ("0", 0, "2", 500),
        ("-1", -250, "2", 500),
    ],
)
def test_what_leaves_takes_its_share(on_hand: str, value: int, quantity: str, cost: int) -> None:
    assert rules.worth_out(Decimal(on_hand), value, Decimal(quantity), Decimal(250)) == cost


@pytest.mark.parametrize(
    ("on_hand", "value", "quantity", "cost", "correction", "after"),
    [
        ("5", 500, "5", 700, 0, 1200),
        ("0", 0, "3", 1000, 0, 1000),
        ("-2", -500, "5", 1000, 100, 600),  # two were sold at a guess of 500 and really cost 400: 600 lie there
        ("-2", -500, "2", 300, 200, 0),
        ("-4", -1000, "1", 300, -50, -750),
    ],
)
def test_what_was_sold_before_it_came_is_corrected(on_hand: str, value: int, quantity: str, cost: int, correction: int, after: int) -> None:
    worth = rules.worth_in(Decimal(on_hand), value, Decimal(quantity), cost)
    assert worth == (cost, correction)
    assert value + worth.moved + worth.correction == after


@given(QUANTITY, VALUE, st.lists(st.integers(1, 10**6), min_size=1, max_size=20))
def test_a_shelf_sold_out_bit_by_bit_is_worth_nothing(on_hand: Decimal, value: int, weights: list[int]) -> None:
    left, worth, total = on_hand, value, sum(weights)
    for weight in weights:
        part = min((on_hand * weight / total).quantize(rules.STEP), left)
        if part:
            cost = rules.worth_out(left, worth, part, Decimal(0))
            assert 0 <= cost <= worth
            left, worth = left - part, worth - cost
    if left:
        worth -= rules.worth_out(left, worth, left, Decimal(0))
    assert worth == 0


@given(st.integers(-99_999_999, 99_999_999), VALUE, QUANTITY, VALUE)
def test_coming_in_never_leaves_a_wrong_sign(thousandths: int, worth: int, quantity: Decimal, cost: int) -> None:
    on_hand = Decimal(thousandths) / 1000
    value = worth if on_hand > 0 else -worth if on_hand < 0 else 0
    moved = rules.worth_in(on_hand, value, quantity, cost)
    after, held = value + moved.moved + moved.correction, on_hand + quantity
    assert (held > 0 and after >= 0) or (held < 0 and after <= 0) or (held == 0 and after == 0)


@given(UNIT, QUANTITY)
def test_a_unit_cost_of_six_places_is_rounded_once(unit: Decimal, quantity: Decimal) -> None:
    assert abs(Decimal(rules.line_at(unit, quantity)) - unit * quantity) <= Decimal("0.5")


def test_freight_of_333_yuan_over_four_lines_sums_to_333_yuan() -> None:
    lines = [(1000, Decimal(1), 500), (1000, Decimal(1), 500), (1000, Decimal(1), 500), (999, Decimal(1), 499)]
    for basis in ("value", "quantity", "weight"):
        assert sum(rules.landed_shares(33_300, basis, lines)) == 33_300
    assert rules.landed_shares(33_300, "quantity", lines) == [8325] * 4


@given(st.lists(QUANTITY, min_size=1, max_size=6), st.lists(st.integers(0, 100), min_size=2, max_size=2))
def test_the_next_of_named_parts_follow_on(sizes: list[Decimal], cuts: list[int]) -> None:
    parts = list(enumerate(sizes))
    whole = sum(sizes)
    first, second = sorted((whole * cut / 100).quantize(rules.STEP) for cut in cuts)
    taken = [*rules.next_of(parts, Decimal(0), first), *rules.next_of(parts, first, second - first), *rules.next_of(parts, second, whole - second)]
    for name, size in parts:
        assert sum(part for part_of, part in taken if part_of == name) == size


def test_what_expires_first_leaves_first_and_expired_goods_are_not_sold() -> None:
    today = date(2026, 11, 3)
    batches = [
        rules.BatchLeft(1, date(2026, 11, 2), Decimal(5), True),
        rules.BatchLeft(2, date(2026, 12, 1), Decimal(2), True),
        rules.BatchLeft(3, None, Decimal(4), False),
        rules.BatchLeft(4, date(2026, 11, 3), Decimal(1), True),
    ]
    assert rules.first_to_expire(batches, Decimal(4), on=today, to_sell=True) == ([(4, 1), (2, 2), (3, 1)], 0)
    assert rules.first_to_expire(batches, Decimal(9), on=today, to_sell=True)[1] == 2
    assert rules.first_to_expire(batches, Decimal(6), on=today, to_sell=False) == ([(1, 5), (4, 1)], 0)


def test_where_nothing_weighs_freight_goes_by_quantity() -> None:
    assert rules.landed_shares(8, "weight", [(1, Decimal(1), 0), (1, Decimal(3), 0)]) == [2, 6]
