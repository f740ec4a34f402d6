"""Orders that a clock and people end at once. Real threads, real commits."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from ecosystem.kernel.photos import taken
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.notices.messaging import send_texts
from ecosystem.notices.models import Message
from ecosystem.notices.simulated_texts import SimulatedTexts
from ecosystem.payments.public import Refund
from merchants.aftersale.actions import try_to_hand_over_short
from merchants.aftersale.rules import Asked
from merchants.orders import actions
from merchants.orders.public import Order, code_of
from merchants.shops.public import Shop
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.pictures import drawn
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import buy, differences, hand_over, hand_over_short, order_in

pytestmark = pytest.mark.race
FIVE, TEN = MORNING + timedelta(minutes=5), MORNING + timedelta(minutes=10)


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


@pytest.mark.parametrize("turn", [1, -1])
def test_an_acceptance_in_the_last_moment_or_the_money_back(town: Corner, turn: int) -> None:
    order = order_in("paid", town)
    accept = partial(actions.accept_order, order_id=order.pk, by=actor(town.owner), at=FIVE)
    sweep = partial(actions.time_out_orders, at=FIVE)
    neck_and_neck(*[sweep, accept, sweep][::turn], writes="orders_order")
    order.refresh_from_db()
    assert (order.status, Refund.objects.count()) in {("accepted", 0), ("cancelled", 1)}
    assert balance_of(deposit_of(town.resident.party_id)) == (99_000 if order.status == "accepted" else 100_000)
    assert differences() == []


def test_sweeps_at_once_end_each_order_once_and_pause_the_shop_once(town: Corner) -> None:
    for _ in range(6):
        order_in("paid", town)
    at_once(*[partial(actions.time_out_orders, at=FIVE)] * 4)
    assert Order.objects.filter(status="cancelled", reason="not_accepted").count() == Refund.objects.count() == 6
    assert Shop.objects.get(pk=town.shop.pk).version == town.shop.version + 1
    assert differences() == []


def test_a_question_is_answered_once_by_whoever_is_first(town: Corner) -> None:
    order, owner = order_in("accepted", town), actor(town.owner)
    actions.ask_to_cancel(order_id=order.pk, by=actor(town.resident), at=MORNING)
    acts = [
        partial(actions.agree_to_cancel, order_id=order.pk, key="a", by=owner, at=TEN),
        partial(actions.refuse_to_cancel, order_id=order.pk, by=owner, at=TEN),
        partial(actions.cancel_unanswered, at=TEN),
        partial(hand_over, order_id=order.pk, key="h", by=owner, at=TEN),
    ]
    neck_and_neck(*acts, writes="orders_order")
    order.refresh_from_db()
    assert order.cancel_by is None
    assert (order.status, Refund.objects.count()) in {("accepted", 0), ("completed", 0), ("cancelled", 1)}
    assert differences() == []


def test_a_short_hand_over_and_a_whole_one_at_once_are_one_of_them(town: Corner) -> None:
    order, owner = order_in("ready", town), actor(town.owner)
    short = [Asked(1, Decimal(1), "nothing")]
    told: dict[str, Any] = {"missing": short, "shown": code_of(order.pk), "without": "", "by": owner, "at": MORNING}
    acts = [partial(try_to_hand_over_short, order_id=order.pk, key=f"s{number}", **told) for number in range(3)]
    acts += [partial(hand_over, order_id=order.pk, key=f"h{number}", by=owner, at=MORNING) for number in range(3)]
    answers = at_once(*acts)
    assert Counter(type(answer).__name__ == "OrderMoved" for answer in answers) == {True: 5, False: 1}
    assert differences() == []


def test_short_hand_overs_of_one_errand_and_one_shop_never_wait_in_a_ring(town: Corner) -> None:
    orders, owner = [order_in("accepted", town) for _ in range(6)], actor(town.owner)
    short = [Asked(1, Decimal(1), "sellable")]
    acts = [partial(hand_over_short, order_id=order.pk, missing=short, key=str(order.pk), by=owner, at=MORNING) for order in orders[:3]]
    acts += [partial(hand_over, order_id=orders[3].pk, key="h", by=owner, at=MORNING)]
    acts += [partial(actions.reject_order, order_id=order.pk, reason="busy", key=str(order.pk), by=owner, at=MORNING) for order in orders[4:]]
    assert kinds(at_once(*acts)) == {"Case": 3, "Order": 3}
    assert differences() == []


def test_two_workers_never_send_one_text_twice(town: Corner) -> None:
    for _ in range(4):
        order_in("paid", town)
    actions.escalate_waiting(at=MORNING + timedelta(minutes=4))
    gateway = SimulatedTexts("prompt")
    assert sum(at_once(*[partial(send_texts, gateway=gateway, at=MORNING + timedelta(minutes=4.5))] * 4)) == 4  # type: ignore[arg-type]
    assert set(Message.objects.values_list("tries", "status")) == {(1, "sent")}


def test_two_scales_and_a_cancel_give_back_what_is_over_once(town: Corner) -> None:
    """Two keepers weigh the same order while a third lets its buyer go: one weight counts, and no fen comes back twice."""
    Shop.objects.filter(pk=town.shop.pk).update(weigh_margin_bp=1_000)
    pears = cast.article(town.shop, town.owner, name="Pears", price_minor=1_000, unit="kg")
    clerk = cast.clerk(town.shop, "clerk")
    for _round in range(3):
        order = buy(town.resident, pears, "1.2")
        actions.accept_order(order_id=order.pk, by=actor(town.owner), at=MORNING)
        shots = [taken(drawn(32))]
        acts = [
            partial(
                actions.weigh_order,
                order_id=order.pk,
                weights={1: Decimal(weight)},
                shots=shots,
                key=f"{weight}/{order.pk}",
                by=actor(who),
                at=MORNING,
            )
            for weight, who in (("1.1", town.owner), ("1.3", clerk))
        ]
        before = balance_of(deposit_of(town.resident.party_id))
        answers = kinds(neck_and_neck(*acts))
        assert answers == {"Order": 1, "WeighedAlready": 1}
        reject = partial(actions.reject_order, order_id=order.pk, reason="other", key=uuid4().hex, by=actor(town.owner), at=MORNING)
        assert kinds(at_once(reject, partial(actions.mark_ready, order_id=order.pk, by=actor(clerk), at=MORNING)))["Order"] >= 1
        order.refresh_from_db()
        after = balance_of(deposit_of(town.resident.party_id))
        assert after - before == (1_320 if order.status == "cancelled" else order.weighed_back_minor)
    assert differences() == []
