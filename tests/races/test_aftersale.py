"""Two hands on one case, or two cases for one thing: real threads, real commits. Every verb holds the order first, then the case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from ecosystem import ports
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.payments.models import Refund
from ecosystem.ports import Outcome
from merchants.aftersale import actions
from merchants.aftersale.models import Case, Tally
from merchants.aftersale.rules import Asked
from merchants.payouts.public import pay_out
from tests import cast, dealing
from tests.cast import MORNING, Corner, actor
from tests.merchants.aftersale.cast import StubbornBank, agreed, applied, escalated, handed_over, rejected
from tests.merchants.money import operator
from tests.together import at_once, kinds
from tests.trading import differences

pytestmark = pytest.mark.race
LATE = MORNING + timedelta(hours=48)
STUBBORN = "stubborn_bank"


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


@pytest.fixture
def bank() -> Iterator[StubbornBank]:
    made = StubbornBank()
    ports.payment_methods.join(STUBBORN, made)
    yield made
    ports.payment_methods.leave(STUBBORN)


def paid_back(town: Corner) -> int:
    """How much of what she spent on three bottles the resident has again."""
    return balance_of(deposit_of(town.resident.party_id)) - (100_000 - 1_500)


def test_two_cases_for_the_last_unit_are_one(town: Corner) -> None:
    order = handed_over(town)
    agreed(town, applied(town, order, (1, "2")))
    answers = at_once(*[partial(applied, town, order, (1, "1")) for _ in range(4)])
    assert kinds(answers) == {"Case": 1, "NothingToReturn": 3}
    assert Tally.objects.get().claimed == 3
    assert differences() == []


def test_two_halves_are_refunded_at_once_and_the_coupon_comes_back_with_the_second(town: Corner) -> None:
    held = dealing.claimed(dealing.coupon(town, comes_back=True), town.resident)
    order = handed_over(town, "6")
    half = partial(actions.refund_lines, order_id=order.pk, asked=[Asked(1, Decimal(3))], reason="sour", by=actor(town.owner), at=MORNING)
    at_once(*[partial(half, key=f"k{number}") for number in range(2)])
    held.refresh_from_db()
    assert (held.status, held.order_id) == ("issued", None)
    assert differences() == []


@pytest.mark.parametrize("round_", range(2))
def test_a_shop_agrees_while_the_buyer_withdraws(town: Corner, round_: int) -> None:
    case = applied(town, handed_over(town))
    acts = [partial(agreed, town, case), partial(actions.withdraw, case_id=case.pk, by=actor(town.resident), at=MORNING)]
    answers = at_once(*(acts * 2 if round_ else acts[::-1] * 2))
    assert kinds(answers) == {"Case": 1, "CaseMoved": 3}
    case.refresh_from_db()
    assert (case.status, paid_back(town)) in {("done", 500), ("withdrawn", 0)}
    assert differences() == []


@pytest.mark.parametrize("round_", range(2))
def test_a_shop_refuses_in_the_moment_its_time_is_over(town: Corner, round_: int) -> None:
    case = applied(town, handed_over(town))
    acts = [partial(actions.time_out, case_id=case.pk, at=LATE), partial(rejected, town, case, at=LATE)]
    at_once(*(acts * 2 if round_ else acts[::-1] * 2))
    case.refresh_from_db()
    steps = tuple(case.steps.order_by("pk").values_list("act", flat=True))
    assert (case.status, paid_back(town), steps) in {("done", 500, ("apply", "agree", "refunded")), ("rejected", 0, ("apply", "reject"))}
    assert differences() == []


def test_a_refund_is_tried_by_many_and_comes_once(town: Corner, bank: StubbornBank) -> None:
    bank.answers = [Outcome("failed", reason="timeout")]
    case = agreed(town, applied(town, handed_over(town, method=STUBBORN)))
    operators = [actor(operator(f"o{n}")) for n in range(3)]
    by_hand = [partial(actions.retry_refund, case_id=case.pk, key=uuid4().hex, by=by, at=MORNING) for by in operators]
    by_clock = [partial(actions.time_out, case_id=case.pk, at=LATE)] * 3
    at_once(*by_hand, *by_clock)
    assert (Refund.objects.get().attempts, Case.objects.get().status, paid_back(town)) == (2, "done", 500)
    assert case.steps.filter(act="refunded").count() == 1
    assert differences() == []


def test_two_keepers_agree_at_once_and_the_money_goes_once(town: Corner) -> None:
    case = applied(town, handed_over(town))
    answers = at_once(*[partial(agreed, town, case) for _ in range(4)])
    assert kinds(answers) == {"Case": 1, "CaseMoved": 3}
    assert (paid_back(town), Refund.objects.count()) == (500, 1)
    assert differences() == []


@pytest.mark.parametrize("round_", range(2))
def test_goods_are_accepted_in_the_moment_their_time_is_over(town: Corner, round_: int) -> None:
    case = agreed(town, applied(town, handed_over(town), kind="return_and_refund"))
    accept = [
        partial(actions.accept_goods, case_id=case.pk, restock={1: "sellable"}, key=f"k{n}", by=actor(town.owner), at=MORNING) for n in range(2)
    ]
    late = [partial(actions.time_out, case_id=case.pk, at=MORNING + timedelta(days=7))] * 2
    at_once(*(accept + late if round_ else late + accept))
    case.refresh_from_db()
    assert (case.status, paid_back(town)) in {("done", 500), ("withdrawn", 0)}
    assert differences() == []


def test_a_decision_is_made_and_seconded_once(town: Corner) -> None:
    case = escalated(town, handed_over(town))
    operators = [actor(operator(f"o{n}")) for n in range(4)]
    decide = [
        partial(actions.decide, case_id=case.pk, refund=bool(n % 2), reason="seen", key=uuid4().hex, by=by, at=MORNING)
        for n, by in enumerate(operators)
    ]
    assert kinds(at_once(*decide)) == {"Case": 1, "CaseMoved": 3}
    case.refresh_from_db()
    assert (case.status, paid_back(town)) in {("done", 500), ("declined", 0)}
    assert differences() == []


def test_refunds_sales_and_a_payout_of_one_shop_wait_for_each_other_in_one_order(town: Corner) -> None:
    """No ring of locks: goods come back onto the shelf that others buy from, money out of the account that is paid out."""
    orders = [handed_over(town) for _ in range(3)]
    cases = [agreed(town, applied(town, order, kind="return_and_refund")) for order in orders]
    back = [
        partial(actions.accept_goods, case_id=case.pk, restock={1: "sellable"}, key=f"b{case.pk}", by=actor(town.owner), at=MORNING) for case in cases
    ]
    pay = [partial(pay_out, shop_id=town.shop.pk, key="p", by=actor(town.owner), at=MORNING)]
    answers = at_once(*back, *pay, partial(handed_over, town, "1"))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert differences() == []
