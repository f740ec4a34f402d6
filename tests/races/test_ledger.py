"""Money under contention: real threads, real commits."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from ecosystem.ledger.prove import PROOF
from ecosystem.ledger.public import (
    Entry,
    HoldResolved,
    InsufficientFunds,
    Leg,
    Transfer,
    balance_of,
    expire_holds,
    free_of,
    place_hold,
    post_hold,
    void_hold,
)
from tests.ecosystem.ledger.books import AT, funded, move
from tests.together import at_once, kinds

pytestmark = pytest.mark.race
LATER = AT + timedelta(hours=1)


# The ledger's verbs, each in a transaction of its own.
pay = transaction.atomic(move)
place = transaction.atomic(place_hold)
use = transaction.atomic(post_hold)
void = transaction.atomic(void_hold)


def assert_proved() -> None:
    assert [line for line in PROOF.prove() if line.differences] == []


@transaction.atomic
def accounts(*amounts: int) -> list[str]:
    return [funded(amount) for amount in amounts]


@transaction.atomic
def hold_on(code: str, amount_minor: int) -> UUID:
    return place_hold(key=f"hold/{code}", account=code, amount_minor=amount_minor, expires_at=LATER, at=AT)


def test_one_key_posted_64_times_at_once_moves_money_once(committed: str) -> None:
    code, other = accounts(1000, 0)
    answers = at_once(*[lambda: pay("the key", code, other, 700)] * 64)
    assert len(set(answers)) == 1
    assert kinds(answers) == {"UUID": 64}
    assert (balance_of(code), balance_of(other)) == (300, 700)
    assert Transfer.objects.filter(key="the key").count() == 1
    assert_proved()


def test_64_payments_at_once_never_overdraw_an_account(committed: str) -> None:
    code, other = accounts(1000, 0)
    answers = at_once(*[lambda n=n: pay(f"payment {n}", code, other, 70) for n in range(64)])
    assert kinds(answers) == {"UUID": 14, "InsufficientFunds": 50}
    assert (balance_of(code), balance_of(other)) == (20, 980)
    versions = list(Entry.objects.filter(account__code=code).order_by("version").values_list("version", flat=True))
    assert versions == list(range(1, 16))
    assert_proved()


def test_transfers_in_opposite_directions_never_wait_for_each_other_in_a_circle(committed: str) -> None:
    one, two, three = accounts(10_000, 10_000, 10_000)
    circle = [(one, two), (two, one), (two, three), (three, two), (three, one), (one, three)]

    def many(source: str, target: str) -> None:
        for number in range(25):
            pay(f"{source} {target} {number}", source, target, 7)

    threads = [lambda pair=pair: many(*pair) for pair in circle]
    assert kinds(at_once(*threads)) == {"NoneType": 6}
    assert [balance_of(code) for code in (one, two, three)] == [10_000] * 3
    assert_proved()


def test_a_hold_used_by_two_at_once_is_used_once(committed: str) -> None:
    code, other = accounts(1000, 0)
    hold_id = hold_on(code, 600)

    legs = [Leg(code, -500), Leg(other, 500)]
    answers = at_once(*[lambda n=n: use(hold_id=hold_id, legs=legs, key=f"use {n}", kind="use", at=AT) for n in range(8)])
    assert kinds(answers) == {"UUID": 1, "HoldResolved": 7}
    assert (balance_of(code), free_of(code), balance_of(other)) == (500, 500, 500)
    assert_proved()


def test_a_hold_used_twice_with_one_key_answers_the_same_transfer(committed: str) -> None:
    code, other = accounts(1000, 0)
    hold_id = hold_on(code, 600)
    legs = [Leg(code, -500), Leg(other, 500)]
    answers = at_once(*[lambda: use(hold_id=hold_id, legs=legs, key="use", kind="use", at=AT)] * 8)
    assert kinds(answers) == {"UUID": 8}
    assert len(set(answers)) == 1
    assert balance_of(other) == 500
    assert_proved()


def test_a_hold_used_and_voided_at_once_is_resolved_once(committed: str) -> None:
    def race() -> None:
        code, other = accounts(1000, 0)
        hold_id, legs = hold_on(code, 600), [Leg(code, -600), Leg(other, 600)]
        used, voided = at_once(
            lambda: use(hold_id=hold_id, legs=legs, key=f"use {hold_id}", kind="use", at=AT),
            lambda: void(hold_id=hold_id, at=AT),
        )
        assert [type(used), type(voided)].count(HoldResolved) == 1
        assert free_of(code) == balance_of(code) == (1000 if isinstance(used, HoldResolved) else 400)

    for _ in range(8):
        race()
    assert_proved()


def test_holds_placed_at_once_keep_no_more_than_there_is(committed: str) -> None:
    (code,) = accounts(1000)
    answers = at_once(*[lambda n=n: place(key=f"{n}", account=code, amount_minor=300, expires_at=LATER, at=AT) for n in range(16)])
    assert kinds(answers) == {"UUID": 3, "InsufficientFunds": 13}
    assert free_of(code) == 100
    assert_proved()


def test_two_sweeps_at_once_let_a_hold_go_once(committed: str) -> None:
    codes = accounts(*[1000] * 6)
    for code in codes:
        hold_on(code, 600)
    swept: list[int] = []
    assert kinds(at_once(*[lambda: swept.append(expire_holds(at=LATER))] * 4)) == {"NoneType": 4}
    assert sum(swept) == 6
    assert {free_of(code) for code in codes} == {1000}
    assert_proved()


def test_a_payment_that_waits_for_another_sees_what_it_left(committed: str) -> None:
    code, other = accounts(1000, 0)
    answers = at_once(lambda: pay("first", code, other, 600), lambda: pay("second", code, other, 600))
    assert sorted(kinds(answers).values()) == [1, 1]
    assert any(isinstance(answer, InsufficientFunds) for answer in answers)
    assert_proved()
