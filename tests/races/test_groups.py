"""Seats that several people take, pay, give up or wait for at once. Real threads, real commits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from ecosystem import ports
from ecosystem.feed.public import FactRow
from ecosystem.ledger.public import Leg, balance_of, deposit_of, pending_of, post_transfer
from ecosystem.payments.public import BANK_ACCOUNT, Payment, confirm_payment
from merchants.groups.actions import complete_group
from merchants.groups.public import Seat, fail_late_groups
from merchants.orders.actions.gathering import _go_on
from merchants.orders.public import Order, cancel_order, go_on_with_groups
from merchants.stock.public import Level
from residents.joining.actions import join_group
from tests import cast
from tests.cast import BANK, MORNING, Corner, actor
from tests.grouping import begun, joined, neighbours, offered
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import SLOW_BANK, SlowBank, differences

pytestmark = pytest.mark.race
HOUR = timedelta(hours=1)


@pytest.fixture
def town(committed: str) -> Iterator[Corner]:
    ports.payment_methods.join(SLOW_BANK, SlowBank())
    yield cast.corner(stock="500")
    ports.payment_methods.leave(SLOW_BANK)


def join(code: str, by: Any, key: str = "") -> partial[Order]:
    return partial(join_group, code=code, method=BANK_ACCOUNT, key=key or uuid4().hex, by=actor(by), at=MORNING)


def test_two_hundred_people_for_twenty_seats_are_twenty_in_the_group(town: Corner) -> None:
    group = begun(town, offered(town, steps=((20, 400),)), size=20)
    people = neighbours(199)
    answers = at_once(*[join(group.code, each) for each in people], at_a_time=16)
    # Who comes after the last seat was paid finds the group filled, not full.
    assert kinds(answers)["Order"] == 19
    assert set(kinds(answers)) <= {"Order", "GroupFull", "GroupOver"}
    group.refresh_from_db()
    assert (group.status, group.seats_taken, group.seats_paid) == ("succeeded", 20, 20)
    assert (Seat.objects.count(), Level.objects.get(sku=town.milk).reserved) == (20, 20)
    assert sorted(balance_of(deposit_of(each.party_id)) for each in people) == [9_600] * 19 + [10_000] * 180
    assert balance_of(pending_of(town.shop.party_id)) == 20 * 400
    assert sum(at_once(*[partial(go_on_with_groups, at=MORNING)] * 4)) == 20  # type: ignore[arg-type]
    assert Order.objects.filter(status="paid").count() == 20
    assert differences() == []


def test_one_person_on_six_phones_sits_once(town: Corner) -> None:
    group, [friend] = begun(town, offered(town, steps=((5, 400),)), size=5), neighbours(1)
    assert kinds(neck_and_neck(*[join(group.code, friend) for _ in range(6)])) == {"Order": 1, "InTheGroup": 5}
    group.refresh_from_db()
    assert (group.seats_taken, group.seats_paid, differences()) == (2, 2, [])


@pytest.mark.parametrize("round_", range(2))
def test_a_group_fills_or_fails_never_both(town: Corner, round_: int) -> None:
    """The last seat's money comes in the moment in which the time is over."""
    group, [friend] = begun(town, offered(town, steps=((2, 400),), hours=1), size=2), neighbours(1)
    order = joined(group, friend, method=SLOW_BANK)
    payment = Payment.objects.get(shares__document_id=order.pk)
    with transaction.atomic():
        share = payment.shares.get()
        legs = [Leg(share.account, share.amount_minor), Leg(deposit_of(friend.party_id), -share.amount_minor)]
        came = post_transfer(key="slow", kind="payment", legs=legs, at=MORNING)
    pay: partial[Any] = partial(confirm_payment, payment_id=payment.pk, transfer_id=came, by=BANK, at=MORNING + HOUR)
    fail: partial[Any] = partial(fail_late_groups, at=MORNING + HOUR)
    neck_and_neck(*([pay, fail] if round_ % 2 else [fail, pay]))
    group.refresh_from_db()
    assert (group.status, group.seats_paid) in {("succeeded", 2), ("failed", 2)}
    assert FactRow.objects.filter(kind__in=["trade.group_filled", "trade.group_failed"]).count() == 1
    assert go_on_with_groups(at=MORNING + HOUR) == 2
    filled = group.status == "succeeded"
    assert set(Order.objects.values_list("status", flat=True)) == {"paid" if filled else "cancelled"}
    assert balance_of(deposit_of(friend.party_id)) == (9_600 if filled else 10_000)
    assert differences() == []


@pytest.mark.parametrize("round_", range(2))
def test_the_last_one_sits_down_while_the_first_gets_up(town: Corner, round_: int) -> None:
    group, [friend] = begun(town, offered(town, steps=((2, 400),)), size=2), neighbours(1)
    first = Order.objects.get()
    leave: partial[Any] = partial(cancel_order, order_id=first.pk, key="c", by=actor(town.resident), at=MORNING)
    neck_and_neck(*([leave, join(group.code, friend)] if round_ % 2 else [join(group.code, friend), leave]))
    group.refresh_from_db()
    first.refresh_from_db()
    assert (group.status, group.seats_taken, group.seats_paid) in {("forming", 1, 1), ("succeeded", 2, 2)}
    assert (first.status, balance_of(deposit_of(town.resident.party_id))) == ("cancelled", 100_000)
    go_on_with_groups(at=MORNING)
    assert Order.objects.get(buyer=friend.party).status == ("paid" if group.status == "succeeded" else "gathering")
    assert differences() == []


@pytest.mark.parametrize("turn", [1, -1])
def test_the_shop_completes_a_group_as_its_last_seat_is_taken(town: Corner, turn: int) -> None:
    group, people = begun(town, offered(town, steps=((2, 400),)), size=2), neighbours(1)
    complete = [partial(complete_group, group_id=group.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING) for _ in range(2)]
    found = kinds(neck_and_neck(*[join(group.code, people[0]), *complete][::turn]))  # type: ignore[list-item]
    group.refresh_from_db()
    assert (group.status, found["Group"], found["Order"] + found["GroupOver"]) == ("succeeded", 2, 1)
    assert group.seats_paid == 1 + found["Order"]
    moves = [partial(_go_on, order_id=order.pk, at=MORNING) for order in Order.objects.all()]
    assert sum(at_once(*moves * 3)) == group.seats_paid  # type: ignore[arg-type]
    assert differences() == []
