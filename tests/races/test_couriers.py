"""One order sent twice at once, a rider's hand and a courier's, a call back as it is fetched, a storm. Real threads, real commits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from ecosystem.ledger.public import book_total
from ecosystem.payments.actions import send
from ecosystem.payments.public import Disbursement
from ecosystem.ports import CourierWord
from merchants.couriers import actions
from merchants.couriers.actions.settling import end_brought_back
from merchants.couriers.actions.working import claim, see_to_silence
from merchants.couriers.models import Dispatch, Remittance
from merchants.couriers.simulator import ACCOUNT_NO, NAME
from merchants.delivery import actions as bringing
from merchants.delivery.models import Delivery
from merchants.orders.models import Order
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.couriering import PRICE, firm, later, let, sent, standing_of
from tests.merchants.staff.cast import hired
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import differences, hand_over, order_in

pytestmark = pytest.mark.race


@pytest.fixture
def town(committed: str) -> Iterator[Corner]:
    made = cast.corner()
    let(made)
    yield made
    firm().manner, firm().account_no = "prompt", ACCOUNT_NO


def word(dispatch: Dispatch, status: str, minute: float, fee: int = 0) -> CourierWord:
    return CourierWord(dispatch.pk, status, later(minute), fee)


def test_an_order_is_given_to_one_courier_or_to_one_rider(town: Corner) -> None:
    rider = hired(town.shop, "rider")
    for _round in range(2):
        order = order_in("ready", town, channel="delivery")
        answers = kinds(at_once(*[partial(sent, town, order=order)] * 3, partial(bringing.claim, order_id=order.pk, by=actor(rider), at=MORNING)))
        assert answers in ({"Dispatch": 1, "AlreadyTaken": 3}, {"Delivery": 1, "AlreadyTaken": 3})
    assert (Delivery.objects.count(), differences()) == (2, [])


def test_the_same_word_in_a_storm_moves_it_once_and_pays_once(town: Corner) -> None:
    dispatch = sent(town)
    storm = [
        partial(actions.take_word, courier=NAME, word=word(dispatch, status, minute, PRICE), at=later(20))
        for status, minute in (("picked_up", 5), ("delivered", 15), ("accepted", 1))
        for _ in range(3)
    ]
    at_once(*storm)
    assert standing_of(dispatch) == ("out_for_delivery", "delivered", "over", PRICE, "")
    settle = partial(actions.settle_dispatch, dispatch_id=dispatch.pk, at=later(20))
    assert sorted(neck_and_neck(*[settle] * 3), key=str) == [False, False, True]
    assert (book_total("courier", "CNY"), differences()) == (PRICE, [])


def test_a_courier_that_is_called_off_and_one_that_has_the_goods_agree(town: Corner) -> None:
    for _round in range(3):
        dispatch = sent(town)
        fetched = partial(actions.take_word, courier=NAME, word=word(dispatch, "picked_up", 5), at=later(6))
        gone = partial(actions.take_word, courier=NAME, word=word(dispatch, "cancelled", 5), at=later(6))
        neck_and_neck(partial(actions.recall_courier, dispatch_id=dispatch.pk, by=actor(town.owner), at=later(6)), fetched, gone)
        order, delivery, errand, fee, _disputed = standing_of(dispatch)
        assert (order, delivery, errand, fee) in {
            ("ready", "withdrawn", "over", 0),
            ("ready", "declined", "over", 0),
            ("out_for_delivery", "failed", "over", 0),
        }
    assert differences() == []


def test_the_shops_button_and_the_couriers_word_complete_an_order_once(town: Corner) -> None:
    dispatch = sent(town)
    actions.take_word(courier=NAME, word=word(dispatch, "picked_up", 5), at=later(6))
    handed = partial(hand_over, order_id=dispatch.delivery.order_id, key=uuid4().hex, by=actor(town.owner), at=later(16))
    said = partial(actions.take_word, courier=NAME, word=word(dispatch, "delivered", 15, PRICE), at=later(16))
    at_once(handed, said, said)
    assert (standing_of(dispatch)[:4], Order.objects.get().status) == (("completed", "delivered", "over", PRICE), "completed")
    assert differences() == []


def test_one_turn_at_an_errand_is_one_workers(town: Corner) -> None:
    dispatch = sent(town)
    turns = neck_and_neck(*[partial(claim, dispatch_id=dispatch.pk, at=MORNING)] * 3)
    assert (kinds(turns), Dispatch.objects.get().asks) == ({"Errand": 1, "NoneType": 2}, 1)


def test_a_firm_that_is_given_up_and_comes_after_all_is_one_of_both(town: Corner) -> None:
    for _round in range(3):
        dispatch = sent(town)
        actions.recall_courier(dispatch_id=dispatch.pk, by=actor(town.owner), at=MORNING)
        comes = partial(actions.take_word, courier=NAME, word=word(dispatch, "picked_up", 16), at=later(16))
        neck_and_neck(partial(see_to_silence, dispatch_id=dispatch.pk, at=later(16)), comes, comes)
        assert standing_of(dispatch)[:3] in {("ready", "withdrawn", "over"), ("out_for_delivery", "picked_up", "under_way")}
    assert differences() == []


def test_a_rule_that_changes_while_a_courier_is_sent_holds_or_does_not(town: Corner) -> None:
    by = {"shop_id": town.shop.pk, "by": actor(town.owner), "at": MORNING}
    for _round in range(3):
        order = order_in("ready", town, channel="delivery")
        answers = kinds(
            at_once(
                partial(sent, town, order=order),
                partial(actions.let_couriers, most_added_minor=0, **by),
                partial(actions.forbid_couriers, **by),
            )
        )
        assert answers["Dispatch"] + answers["CourierTooDear"] + answers["CourierNotFound"] == 1
        actions.let_couriers(most_added_minor=500, **by)
    assert differences() == []


def test_what_came_back_ends_its_errand_once(town: Corner) -> None:
    dispatch = sent(town)
    for status, minute in (("picked_up", 5), ("failed", 15)):
        actions.take_word(courier=NAME, word=word(dispatch, status, minute), at=later(16))
    bringing.bring_back(delivery_id=dispatch.delivery_id, key="back", by=actor(town.owner), at=later(17))
    ended = neck_and_neck(*[partial(end_brought_back, dispatch_id=dispatch.pk, at=later(18))] * 3)
    assert (sorted(ended, key=str), standing_of(dispatch)[:4]) == ([False, False, True], ("ready", "returned", "over", PRICE))
    assert differences() == []


def test_a_day_of_a_firms_fees_is_sent_once(town: Corner) -> None:
    sent_off = [sent(town) for _ in range(3)]
    for one in sent_off:
        actions.take_word(courier=NAME, word=word(one, "delivered", 15, PRICE), at=later(20))
        actions.settle_dispatch(dispatch_id=one.pk, at=later(20))
    following = MORNING + timedelta(days=1)
    answers = kinds(at_once(*[partial(actions.remit, courier=NAME, on=MORNING.date(), at=following)] * 4))
    assert answers == {"Remittance": 1, "NoneType": 3}
    assert (Remittance.objects.get().amount_minor, book_total("courier", "CNY"), differences()) == (3 * PRICE, 0, [])


def test_what_came_back_is_sent_again_once(town: Corner) -> None:
    one = sent(town)
    actions.take_word(courier=NAME, word=word(one, "delivered", 15, PRICE), at=later(20))
    actions.settle_dispatch(dispatch_id=one.pk, at=later(20))
    following = MORNING + timedelta(days=1)
    firm().account_no = ACCOUNT_NO[:-1] + "5"
    made = actions.remit(courier=NAME, on=MORNING.date(), at=following)
    assert made is not None
    send(disbursement_id=made.disbursement_id, at=following)
    firm().account_no = ACCOUNT_NO
    answers = kinds(at_once(*[partial(actions.remit_again, remittance_id=made.pk, at=following)] * 4))
    assert (answers, Disbursement.objects.count(), differences()) == ({"Remittance": 1, "NoneType": 3}, 2, [])
