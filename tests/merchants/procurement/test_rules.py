"""The arithmetic of ordering and matching."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernel.money import line_minor
from merchants.procurement import matching, rules
from merchants.procurement.errors import BadTerms, NotOrderable
from merchants.procurement.matching import Billed, Tolerance
from tests.cast import MORNING

D = Decimal
quantities = st.decimals(min_value="0.001", max_value="9999", places=3)
prices = st.integers(1, 1_000_000)
ID = UUID(int=1)


@pytest.mark.parametrize(
    ("wanted", "moq", "multiple", "ordered"),
    [
        ("1", "1", "1", "1"),
        ("7", "1", "6", "12"),
        ("1", "10", "4", "12"),
        ("0.2", "0.5", "0.5", "0.5"),
        ("12", "6", "6", "12"),
        ("0.001", "1", "1", "1"),
    ],
)
def test_an_order_is_rounded_up_to_steps_and_to_the_least(wanted: str, moq: str, multiple: str, ordered: str) -> None:
    assert rules.orderable(D(wanted), moq=D(moq), multiple=D(multiple)) == D(ordered)


@given(quantities, quantities, quantities)
def test_what_is_suggested_can_be_ordered_and_covers_what_is_wanted(wanted: Decimal, moq: Decimal, multiple: Decimal) -> None:
    suggested = rules.orderable(wanted, moq=moq, multiple=multiple)
    rules.require_orderable("x", suggested, moq=moq, multiple=multiple)
    assert max(wanted, moq) <= suggested < max(wanted, moq) + multiple


def test_between_two_steps_nothing_is_ordered() -> None:
    with pytest.raises(NotOrderable):
        rules.require_orderable("x", D("1.5"), moq=D(1), multiple=D(1))


@given(quantities, st.integers(0, 10_000))
def test_the_tolerance_is_exact(quantity: Decimal, over_bp: int) -> None:
    most = rules.most_acceptable(quantity, over_bp)
    assert most * 10_000 == quantity * (10_000 + over_bp)


@pytest.mark.parametrize(
    ("done", "whole", "status"), [(0, 0, "none"), (0, 5, "none"), (1, 5, "part"), (5, 5, "full"), (6, 5, "full"), (D("0.001"), 1, "part")]
)
def test_a_part_is_none_part_or_full(done: Decimal, whole: int, status: str) -> None:
    assert rules.part_of(done, whole) == status


@pytest.mark.parametrize("number", ["", "  ", "-/-", "x" * 41])
def test_a_number_of_signs_alone_is_none(number: str) -> None:
    with pytest.raises(BadTerms):
        rules.invoice_key(number)


@given(quantities, prices, prices, st.decimals(min_value="-10", max_value="9999", places=3))
def test_no_more_is_covered_than_can_be_billed(quantity: Decimal, unit: int, agreed: int, billable: Decimal) -> None:
    matched = matching.match_line(Billed(quantity, unit, agreed, billable), Tolerance())
    assert matched.covered == min(quantity, max(billable, D(0)))
    assert ("quantity" in matched.exceptions) == (matched.covered < quantity)
    assert ("price" in matched.exceptions) == (unit != agreed)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8), prices, prices)
def test_debits_of_a_line_in_any_order_sum_to_the_line(parts: list[int], unit: int, agreed: int) -> None:
    quantity = D(sum(parts))
    gross = line_minor(unit, quantity)
    priced = gross - matching.price_debit(quantity=quantity, gross_minor=gross, agreed_minor=agreed)
    assert priced <= max(line_minor(agreed, quantity), 0) or unit <= agreed
    off, before = 0, D(0)
    for part in parts:
        off += matching.quantity_debit(gross_minor=priced, quantity=quantity, before=before, after=before + part)
        before += part
    assert off == priced


def test_small_differences_may_not_add_up_beyond_the_total() -> None:
    lines = [Billed(D(100), 101, 100, D(100)), Billed(D(100), 101, 100, D(100))]
    assert not matching.total_differs(lines, Tolerance(price_minor=1))
    assert matching.total_differs(lines, Tolerance(price_minor=1, total_minor=199))
    assert not matching.total_differs(lines, Tolerance(price_minor=1, total_minor=200))


def test_a_claim_has_one_digest_whatever_order_its_lines_come_in() -> None:
    lines = [(1, D("2.000"), 100), (2, D(3), 200)]

    def digest(said: list[tuple[int, Decimal, int]]) -> bytes:
        return matching.receivable_digest(supplier=ID, buyer=ID, order=ID, number_key="A1", lines=said, due_on=MORNING.date())

    assert digest(lines) == digest([(2, D("3.000"), 200), (1, D(2), 100)])
    assert digest(lines) != digest([(1, D(2), 101), (2, D(3), 200)])
