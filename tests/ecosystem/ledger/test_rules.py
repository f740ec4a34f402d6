"""What accounts are called, what legs come to, what makes two transfers the same."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernel.money import MAX_MINOR
from ecosystem.ledger.public import BANK_BOOKS, SHARDS, Leg, Unbalanced, UnknownAccount, available_of, bank_account, deposit_of, fingerprint, merged
from ecosystem.ledger.rules import parts_of

PARTY = UUID("0190c2a0-0000-7000-8000-000000000001")
A, B, C = (deposit_of(uuid4()) for _ in range(3))


def test_a_code_says_kind_party_and_currency() -> None:
    assert parts_of(deposit_of(PARTY)) == ("deposit", PARTY, "CNY")
    assert parts_of(available_of(PARTY, "USD")) == ("available", PARTY, "USD")
    assert parts_of("bank/interest_income/07/CNY") == ("bank_interest_income", None, "CNY")


@pytest.mark.parametrize(
    "code",
    [
        "",
        "deposit",
        f"loot/{PARTY}/CNY",
        "deposit/somebody/CNY",
        f"deposit/{str(PARTY).upper()}/CNY",
        f"deposit/{PARTY}/yuan",
        f"deposit/{PARTY}/CNY\n",
        "bank/cash/16/CNY",
        "bank/cash/7/CNY",
        "bank/vault/00/CNY",
    ],
)
def test_nothing_else_is_an_account(code: str) -> None:
    with pytest.raises(UnknownAccount):
        parts_of(code)


def test_a_bank_book_is_spread_over_its_shards_and_a_key_stays_with_one() -> None:
    met = {bank_account("fees", spread_by=str(number)) for number in range(400)}
    assert len(met) == SHARDS
    assert all(parts_of(code)[0] == "bank_fees" for code in met)
    assert bank_account("fees", spread_by="order 7") == bank_account("fees", spread_by="order 7")
    assert all(parts_of(bank_account(book, spread_by="x"))[1] is None for book in BANK_BOOKS)
    with pytest.raises(UnknownAccount):
        bank_account("vault", spread_by="x")


def test_legs_are_summed_per_account_in_code_order() -> None:
    legs = [Leg(B, 5), Leg(A, -10), Leg(B, 5), Leg(C, 3), Leg(C, -3)]
    assert merged(legs) == sorted([Leg(A, -10), Leg(B, 10)], key=lambda leg: leg.account)


@pytest.mark.parametrize(
    "legs",
    [
        [],
        [Leg(A, 0)],
        [Leg(A, 5), Leg(A, -5)],
        [Leg(A, 5)],
        [Leg(A, 5), Leg(B, -4)],
        [Leg(A, -5), Leg(deposit_of(PARTY, "USD"), 5)],
        [Leg(A, -MAX_MINOR - 1), Leg(B, MAX_MINOR + 1)],
    ],
)
def test_legs_that_move_nothing_or_make_money_are_refused(legs: list[Leg]) -> None:
    with pytest.raises(Unbalanced):
        merged(legs)


@given(st.lists(st.tuples(st.sampled_from([A, B]), st.integers(-100, 100)), min_size=1))
def test_the_order_of_legs_makes_no_other_transfer(parts: list[tuple[str, int]]) -> None:
    legs = [Leg(code, amount) for code, amount in parts]
    legs.append(Leg(C, -sum(leg.amount_minor for leg in legs)))
    shuffled = sorted(legs, key=lambda leg: leg.amount_minor)
    try:
        first = merged(legs)
    except Unbalanced:
        return
    assert sum(leg.amount_minor for leg in first) == 0
    assert fingerprint("move", first, {"b": 1, "a": 2}) == fingerprint("move", merged(shuffled), {"a": 2, "b": 1})


def test_another_amount_kind_or_memo_makes_another_transfer() -> None:
    legs = merged([Leg(A, -5), Leg(B, 5)])
    others = [fingerprint("gift", legs, {}), fingerprint("move", merged([Leg(A, 5), Leg(B, -5)]), {}), fingerprint("move", legs, {"why": "rent"})]
    assert len({fingerprint("move", legs, {}), *others}) == 4
