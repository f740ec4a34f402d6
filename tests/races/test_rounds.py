"""Seats in a round that several people take, pay, give up or lose at the cut-off at once. Real threads, real commits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from ecosystem import ports
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.notices.models import Notice
from ecosystem.payments.public import Payment, Refund
from merchants.orders.actions.riding import _go_on
from merchants.orders.public import Order, cancel_order, go_on_with_rounds
from merchants.rounds.actions import call_off_round, close_rounds, leave_round, warn_rounds
from merchants.rounds.models import Round, Seat
from merchants.rounds.rules import WARN_BEFORE
from residents.baskets.actions import checkout
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.grouping import neighbours
from tests.riding import CUT_OFF, joined, opened, standing_of, wish_for
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import SLOW_BANK, SlowBank, differences, money_arrives, put

pytestmark = pytest.mark.race


@pytest.fixture
def town(committed: str) -> Iterator[Corner]:
    ports.payment_methods.join(SLOW_BANK, SlowBank())
    yield cast.corner(stock="500")
    ports.payment_methods.leave(SLOW_BANK)


def join(town: Corner, found: Round, person: Any) -> partial[Any]:
    put(person, town.milk)
    return partial(checkout, wish=wish_for(found, person), key=uuid4().hex, by=actor(person), at=MORNING)


def test_forty_people_for_ten_seats_are_ten_in_the_round(town: Corner) -> None:
    found, people = opened(town, least=4, most=10), neighbours(40)
    answers = at_once(*[join(town, found, each) for each in people], at_a_time=12)
    assert kinds(answers) == {"UUID": 10, "RoundFull": 30}
    assert standing_of(found) == ("open", 10, 10)
    closed = [partial(close_rounds, at=CUT_OFF) for _ in range(3)]
    assert sum(at_once(*closed)) == 1  # type: ignore[arg-type]
    assert sum(at_once(*[partial(go_on_with_rounds, at=CUT_OFF)] * 4)) == 10  # type: ignore[arg-type]
    assert Refund.objects.filter(reason="round_shared").count() == 10
    assert sorted(balance_of(deposit_of(each.party_id)) for each in people) == [10_000 - 600] * 10 + [10_000] * 30
    assert differences() == []


def test_the_last_seat_is_taken_while_somebody_gets_up(town: Corner) -> None:
    """Neck and neck: the seat is given up and taken, or it was not free yet."""
    found = opened(town, least=2, most=2)
    stays, goes, comes = neighbours(3)
    joined(found, stays, town.milk)
    [order] = joined(found, goes, town.milk)
    leave = partial(cancel_order, order_id=order.pk, key="c", by=actor(goes), at=MORNING)
    answers = kinds(neck_and_neck(leave, join(town, found, comes)))
    assert answers in ({"Order": 1, "UUID": 1}, {"Order": 1, "RoundFull": 1})
    assert standing_of(found) == ("open", 1 + answers["UUID"], 1 + answers["UUID"])
    assert differences() == []


def test_two_workers_warn_a_round_once(town: Corner) -> None:
    found, [person] = opened(town, least=2), neighbours(1)
    joined(found, person, town.milk)
    warn = partial(warn_rounds, at=CUT_OFF - WARN_BEFORE)
    answers = neck_and_neck(warn, warn)
    assert sorted(map(str, answers)) == ["0", "1"]
    assert Notice.objects.filter(kind="round_few").count() == 1


@pytest.mark.parametrize("first", ["shop", "buyer"])
def test_a_shop_leaves_while_somebody_orders_from_it(town: Corner, first: str) -> None:
    found, [person] = opened(town), neighbours(1)
    put(person, cast.article(town.rival_shop, town.rival, name="Fish", price_minor=2_000))
    order = partial(checkout, wish=wish_for(found, person), key=uuid4().hex, by=actor(person), at=MORNING)
    leave: partial[Any] = partial(leave_round, round_id=found.pk, shop_id=town.rival_shop.pk, by=actor(town.rival), at=MORNING)
    answers = kinds(neck_and_neck(*([leave, order] if first == "shop" else [order, leave])))
    assert answers in ({"Round": 1, "NotOnRound": 1}, {"UUID": 1, "RoundHasOrders": 1})
    assert standing_of(found) == ("open", answers["UUID"], answers["UUID"])
    assert differences() == []


RIVALS = ("money", "leaving", "calling off", "joining")


@pytest.mark.parametrize("rival", RIVALS)
@pytest.mark.parametrize("first", ["cut-off", "rival"])
def test_the_cut_off_beside(town: Corner, rival: str, first: str) -> None:
    """What comes in the moment of the cut-off is in it with all that belongs to it, or out of it with all of its money."""
    found = opened(town, least=2)
    sure, other, third = neighbours(3)
    put(third, town.milk)
    just_before = CUT_OFF - timedelta(seconds=1)
    joined(found, sure, town.milk)
    [order] = joined(found, other, town.milk, method=SLOW_BANK if rival == "money" else "bank_account", at=MORNING)
    rivals: dict[str, partial[Any]] = {
        "money": partial(money_arrives, Payment.objects.get(shares__document_id=order.pk), CUT_OFF),
        "leaving": partial(cancel_order, order_id=order.pk, key="c", by=actor(other), at=CUT_OFF),
        "joining": partial(checkout, wish=wish_for(found, third, at=just_before), key="j", by=actor(third), at=just_before),
        "calling off": partial(call_off_round, round_id=found.pk, key=uuid4().hex, by=actor(town.owner), at=CUT_OFF),
    }
    close: partial[Any] = partial(close_rounds, at=CUT_OFF)
    answers = neck_and_neck(*([close, rivals[rival]] if first == "cut-off" else [rivals[rival], close]))
    assert set(kinds(answers)) <= {"int", "Payment", "Order", "Round", "UUID", "RoundOver"}
    # A round that somebody holds is left to the next run.
    close_rounds(at=CUT_OFF)
    moves = [partial(_go_on, order_id=order_id, at=CUT_OFF) for order_id in Order.objects.values_list("pk", flat=True)]
    at_once(*moves * 2)
    status, taken, paid = standing_of(found)
    assert (taken, status) in {(paid, "closed"), (paid, "called_off")}
    assert sum(share or 0 for share in Seat.objects.values_list("share_minor", flat=True)) == found.shared_minor
    back = Order.objects.get(pk=order.pk)
    assert back.status in {"accepted", "cancelled"}
    assert balance_of(deposit_of(other.party_id)) == (10_000 - back.net_total_minor if back.status == "accepted" else 10_000)
    came = Order.objects.filter(buyer=third.party_id).first()
    assert balance_of(deposit_of(third.party_id)) == 10_000 - (came.net_total_minor if came else 0)
    assert differences() == []
