"""Two riders for one order, the door against the shop's own button, a failure against a hand-over. Real threads, real commits."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest

from ecosystem.payments.public import Refund
from merchants.delivery import actions
from merchants.delivery.models import Delivery
from merchants.orders.models import Order
from merchants.orders.public import code_of, reject_order
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.delivery.cast import brought_back, doormat, failed_for, given, left, on_its_way, wrong_code
from tests.merchants.staff.cast import hired
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import differences, hand_over, order_in

pytestmark = pytest.mark.race


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner()


def test_many_riders_claim_one_order_and_one_has_it(town: Corner) -> None:
    order = order_in("ready", town, channel="delivery")
    riders = [hired(town.shop, "rider") for _ in range(6)]
    answers = at_once(*(partial(actions.claim, order_id=order.pk, by=actor(rider), at=MORNING) for rider in riders))
    assert kinds(answers) == {"Delivery": 1, "AlreadyTaken": 5}
    assert Delivery.objects.count() == 1


def test_an_order_given_to_two_is_brought_by_the_last(town: Corner) -> None:
    order, riders = order_in("ready", town, channel="delivery"), [hired(town.shop, "rider") for _ in range(4)]
    at_once(*(partial(actions.assign, order_id=order.pk, rider_id=rider.pk, by=actor(town.owner), at=MORNING) for rider in riders))
    assert sorted(Delivery.objects.values_list("status", flat=True)) == ["assigned", "withdrawn", "withdrawn", "withdrawn"]


def test_the_door_and_the_shops_button_complete_an_order_once(town: Corner) -> None:
    rider = hired(town.shop, "rider")
    for _round in range(3):
        delivery = on_its_way(town, rider)
        answers = at_once(
            partial(actions.deliver, delivery_id=delivery.pk, code=code_of(delivery.order_id), key=uuid4().hex, by=actor(rider), at=MORNING),
            partial(hand_over, order_id=delivery.order_id, key=uuid4().hex, by=actor(town.owner), at=MORNING),
            partial(actions.withdraw_ended, order_id=delivery.order_id, at=MORNING),
        )
        found = kinds(answers)
        assert found["OrderMoved"] + found["DeliveryMoved"] == 1
        assert Order.objects.get(pk=delivery.order_id).status == "completed"
    assert differences() == []


def test_fetching_against_cancelling_ends_one_way(town: Corner) -> None:
    rider = hired(town.shop, "rider")
    for _round in range(3):
        delivery = given(town, rider)
        actions.accept(delivery_id=delivery.pk, by=actor(rider), at=MORNING)
        at_once(
            partial(actions.pick_up, delivery_id=delivery.pk, by=actor(rider), at=MORNING),
            partial(reject_order, order_id=delivery.order_id, reason="other", key=uuid4().hex, by=actor(town.owner), at=MORNING),
        )
        delivery.refresh_from_db()
        ends = (Order.objects.get(pk=delivery.order_id).status, delivery.status)
        assert ends in {("out_for_delivery", "picked_up"), ("cancelled", "accepted")}
    assert differences() == []


def test_wrong_codes_at_once_are_counted_each(town: Corner) -> None:
    rider = hired(town.shop, "rider")
    delivery = on_its_way(town, rider)
    tries = [
        partial(
            actions.try_to_deliver,
            delivery_id=delivery.pk,
            code=wrong_code(delivery),
            here=None,
            shots=(),
            key=uuid4().hex,
            by=actor(rider),
            at=MORNING,
        )
        for _ in range(8)
    ]
    lefts = sorted(tried.left for tried in neck_and_neck(*tries) if isinstance(tried, actions.Tried))
    assert lefts == [0, 0, 0, 0, 1, 2, 3, 4]
    assert Delivery.objects.get().wrong_codes == 5


def test_a_rider_in_two_minds_does_one_thing_and_goods_come_back_once(town: Corner) -> None:
    rider = hired(town.shop, "rider")
    delivery = given(town, rider)
    actions.accept(delivery_id=delivery.pk, by=actor(rider), at=MORNING)
    both = [partial(verb, delivery_id=delivery.pk, by=actor(rider), at=MORNING) for verb in (actions.arrive, actions.decline)]
    at_once(*both * 2)
    delivery.refresh_from_db()
    # Whoever is in the shop may still decline; who declined is not in it.
    assert delivery.status == "declined"
    failed = on_its_way(town, rider)
    actions.fail(delivery_id=failed.pk, reason="refused", by=actor(rider), at=MORNING)
    answers = at_once(*(partial(actions.bring_back, delivery_id=failed.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING) for _ in range(4)))
    assert kinds(answers) == {"Delivery": 1, "DeliveryMoved": 3}
    assert Order.objects.get(pk=failed.order_id).status == "ready"


def test_a_buyer_who_changes_her_mind_and_a_rider_who_leaves_it_agree(town: Corner) -> None:
    rider = hired(town.shop, "rider")
    for _round in range(4):
        delivery = on_its_way(town, rider)
        hers = {"order_id": delivery.order_id, "by": actor(town.resident), "at": MORNING}
        assert kinds(at_once(*[partial(actions.let_leave, **hers)] * 3)) == {"DoorLeave": 3}
        answers = kinds(neck_and_neck(partial(actions.let_ring, **hers), partial(left, delivery, rider, doormat())))
        assert answers in ({"NoneType": 1, "NotToBeLeft": 1}, {"Delivery": 1, "NotToBeBrought": 1})
    assert differences() == []


def test_a_rider_who_rings_again_and_a_shop_that_has_it_back_do_one_thing(town: Corner) -> None:
    rider = hired(town.shop, "rider")
    for _round in range(3):
        failed = failed_for(town, rider, "nobody_there")
        answers = at_once(
            partial(actions.try_again, delivery_id=failed.pk, by=actor(rider), at=MORNING),
            partial(brought_back, failed, town.owner),
        )
        assert kinds(answers) == {"Delivery": 1, "DeliveryMoved": 1}
    broken = failed_for(town, rider, "damaged", doormat())
    assert kinds(at_once(*[partial(brought_back, broken, town.owner)] * 4)) == {"Delivery": 1, "DeliveryMoved": 3}
    assert (Refund.objects.filter(document_id=broken.order_id).count(), differences()) == (1, [])
