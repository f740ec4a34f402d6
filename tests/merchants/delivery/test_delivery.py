"""An order is given to a rider, fetched, and handed over against the buyer's code; or it comes back."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from ecosystem.identity.public import Person
from ecosystem.kernel.errors import DomainError
from ecosystem.notices.models import Notice
from ecosystem.once.errors import KeyUsedOtherwise
from merchants.delivery import actions, queries
from merchants.delivery.errors import (
    AlreadyTaken,
    DeliveryMoved,
    DeliveryNotFound,
    DoorCodeLocked,
    FarFromDoor,
    NoReason,
    NoRider,
    NotToBeBrought,
)
from merchants.delivery.models import Delivery
from merchants.delivery.rules import MOST_TRIES
from merchants.delivery.tasks import withdraw_ended
from merchants.orders.errors import OrderMoved, OrderNotFound
from merchants.orders.models import Order
from merchants.orders.public import WrongDoorCode, cancel_order, code_of, reject_order, send_out
from tests.cast import MORNING, STREET, Corner, actor
from tests.merchants.delivery.cast import doormat, given, on_its_way, wrong_code
from tests.merchants.staff.cast import hired
from tests.trading import differences, hand_over, order_in, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


@pytest.fixture
def rider(town: Corner) -> Person:
    return hired(town.shop, "rider")


def kinds_told(person: Person) -> list[str]:
    return list(Notice.objects.filter(party_id=person.party_id).order_by("pk").values_list("kind", flat=True))


def hand(delivery: Delivery, rider: Person, code: str, key: str = "") -> Delivery:
    return actions.deliver(delivery_id=delivery.pk, code=code, key=key or uuid4().hex, by=actor(rider), at=MORNING)


def test_an_order_is_brought_and_paid_out_by_its_buyers_code(town: Corner, rider: Person) -> None:
    delivery = on_its_way(town, rider)
    order = Order.objects.get(pk=delivery.order_id)
    assert (delivery.status, order.status) == ("picked_up", "out_for_delivery")
    done = hand(delivery, rider, code_of(order.pk), key="door")
    assert hand(delivery, rider, code_of(order.pk), key="door").pk == done.pk
    order.refresh_from_db()
    assert (Delivery.objects.get().status, order.status) == ("delivered", "completed")
    assert "order_out_for_delivery" in kinds_told(town.resident)
    assert kinds_told(rider) == ["delivery_assigned"]
    assert (queries.brought_since(actor(rider), MORNING), differences()) == (1, [])


def test_the_code_is_the_orders_own_and_of_four_digits() -> None:
    codes = [code_of(uuid4()) for _ in range(500)]
    assert all(len(code) == 4 and code.isdecimal() for code in codes)
    # As spread as chance makes it: the commonest first digit of 500 is below three times its share.
    assert max(Counter(code[0] for code in codes).values()) < 150


def test_wrong_codes_are_counted_and_five_lock_the_door(town: Corner, rider: Person) -> None:
    delivery = on_its_way(town, rider)
    for left in range(MOST_TRIES - 1, 0, -1):
        with pytest.raises(WrongDoorCode) as refused:
            hand(delivery, rider, wrong_code(delivery))
        assert refused.value.details == {"left": left}
    for code in (wrong_code(delivery), code_of(delivery.order_id)):
        with pytest.raises(DoorCodeLocked):
            hand(delivery, rider, code)
    assert Delivery.objects.get().wrong_codes == MOST_TRIES
    # The shop can still say that its buyer has the goods.
    hand_over(order_id=delivery.order_id, key="shop", by=actor(town.owner), at=MORNING)
    withdraw_ended()
    assert Delivery.objects.get().status == "withdrawn"
    assert differences() == []


def test_a_right_code_after_a_wrong_one_may_come_with_the_same_key(town: Corner, rider: Person) -> None:
    delivery = on_its_way(town, rider)
    with pytest.raises(WrongDoorCode):
        hand(delivery, rider, wrong_code(delivery), key="form")
    assert hand(delivery, rider, f" {code_of(delivery.order_id)} ", key="form").status == "delivered"
    other = on_its_way(town, rider)
    with pytest.raises(KeyUsedOtherwise):
        hand(other, rider, code_of(other.order_id), key="form")


def test_far_from_the_address_a_picture_is_needed_and_no_place_is_kept(town: Corner, rider: Person) -> None:
    near, far = (STREET[0], STREET[1]), (STREET[0] + Decimal("0.01"), STREET[1])
    for here, shots, place in ((near, (), "near"), (None, (), ""), (far, (doormat(),), "far")):
        delivery = on_its_way(town, rider)
        order = Order.objects.get(pk=delivery.order_id)
        assert order.place == near
        told = {"delivery_id": delivery.pk, "code": code_of(order.pk), "here": here, "by": actor(rider), "at": MORNING}
        if here == far:
            before = standing()
            with pytest.raises(FarFromDoor):
                actions.deliver(**told, key=uuid4().hex)
            assert standing() == before
        done = actions.deliver(**told, shots=shots, key=uuid4().hex)
        assert (done.place, done.photos.filter(of="handed").count()) == (place, len(shots))
        order.refresh_from_db()
        assert (order.status, order.place) == ("completed", None)
    with pytest.raises(IntegrityError, match="where_an_order_goes_is_forgotten_with_its_end"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(lat=near[0], lng=near[1])
    assert differences() == []


def test_what_could_not_be_handed_over_comes_back_and_is_tried_again(town: Corner, rider: Person) -> None:
    delivery = on_its_way(town, rider)
    by = {"delivery_id": delivery.pk, "by": actor(rider), "at": MORNING}
    with pytest.raises(NoReason):
        actions.fail(reason="bored", **by)
    actions.fail(reason="nobody_there", note="  rang twice  ", **by)
    with pytest.raises(DeliveryNotFound):
        actions.bring_back(key="back", **by)
    for _ in range(2):
        actions.bring_back(delivery_id=delivery.pk, key="back", by=actor(town.owner), at=MORNING)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.failed_for, delivery.note) == ("returned", "nobody_there", "rang twice")
    assert Order.objects.get().status == "ready"
    assert [kind for kind in kinds_told(town.resident) if kind.startswith("delivery")] == ["delivery_missed", "delivery_returned"]
    second = given(town, rider, Order.objects.get())
    assert second.pk != delivery.pk
    # A buyer who is out again: the shop cancels, and everything goes back.
    reject_order(order_id=delivery.order_id, reason="other", key="c", by=actor(town.owner), at=MORNING)
    withdraw_ended()
    assert [one.status for one in queries.deliveries_of(delivery.order_id)] == ["withdrawn", "returned"]
    assert differences() == []


def test_a_shop_gives_an_order_to_another_before_it_is_fetched_only(town: Corner, rider: Person) -> None:
    other, order = hired(town.shop, "rider"), order_in("accepted", town, channel="delivery")
    first = given(town, rider, order)
    assert given(town, rider, order).pk == first.pk
    second = given(town, other, order)
    assert {one.status for one in queries.deliveries_of(order.pk)} == {"withdrawn", "assigned"}
    with pytest.raises(DeliveryMoved):
        actions.accept(delivery_id=first.pk, by=actor(rider), at=MORNING)
    actions.accept(delivery_id=second.pk, by=actor(other), at=MORNING)
    with pytest.raises(OrderMoved):
        actions.pick_up(delivery_id=second.pk, by=actor(other), at=MORNING)
    assert Delivery.objects.get(pk=second.pk).status == "accepted"
    ready = on_its_way(town, rider)
    with pytest.raises(NotToBeBrought):
        given(town, other, ready.order)


def test_riders_take_what_nobody_brings_and_may_decline(town: Corner, rider: Person) -> None:
    order = order_in("ready", town, channel="delivery")
    other, far = hired(town.shop, "rider"), hired(town.rival_shop, "rider")
    assert [one.pk for one in queries.free_to_take(actor(rider))] == [order.pk]
    assert list(queries.free_to_take(actor(far))) == []
    with pytest.raises(OrderNotFound):
        actions.claim(order_id=order.pk, by=actor(far), at=MORNING)
    taken = actions.claim(order_id=order.pk, by=actor(rider), at=MORNING)
    assert actions.claim(order_id=order.pk, by=actor(rider), at=MORNING).pk == taken.pk
    with pytest.raises(AlreadyTaken):
        actions.claim(order_id=order.pk, by=actor(other), at=MORNING)
    assert list(queries.free_to_take(actor(other))) == []
    actions.decline(delivery_id=taken.pk, by=actor(rider), at=MORNING)
    assert Notice.objects.filter(party_id=town.shop.party_id, kind="delivery_declined").count() == 1
    assert actions.claim(order_id=order.pk, by=actor(other), at=MORNING).rider_id == other.pk


def test_only_deliveries_in_work_are_given_and_only_to_who_rides_there(town: Corner, rider: Person) -> None:
    refused: list[tuple[Order, Person, type[DomainError]]] = [
        (order_in("ready", town), rider, NotToBeBrought),
        (order_in("paid", town, channel="delivery"), rider, NotToBeBrought),
        (order_in("completed", town, channel="delivery"), rider, NotToBeBrought),
        (order_in("ready", town, channel="delivery"), hired(town.shop, "cashier"), NoRider),
        (order_in("ready", town, channel="delivery"), town.outsider, NoRider),
    ]
    for order, person, error in refused:
        with pytest.raises(error):
            given(town, person, order)
    for stranger in (town.rival, town.outsider, rider):
        with pytest.raises(OrderNotFound):
            actions.assign(order_id=refused[-1][0].pk, rider_id=rider.pk, by=actor(stranger), at=MORNING)
    assert not Delivery.objects.exists()


def test_a_button_of_the_shop_that_was_quicker_is_no_obstacle(town: Corner, rider: Person) -> None:
    delivery = given(town, rider)
    actions.accept(delivery_id=delivery.pk, by=actor(rider), at=MORNING)
    send_out(order_id=delivery.order_id, by=actor(town.owner), at=MORNING)
    assert actions.pick_up(delivery_id=delivery.pk, by=actor(rider), at=MORNING).status == "picked_up"


def test_a_rider_who_left_the_shop_has_nothing_of_it(town: Corner, rider: Person) -> None:
    delivery = given(town, rider)
    rider.memberships.update(ended_at=MORNING)
    assert list(queries.under_way(actor(rider))) == []
    with pytest.raises(DeliveryNotFound):
        actions.accept(delivery_id=delivery.pk, by=actor(rider), at=MORNING)
    assert given(town, hired(town.shop, "rider"), delivery.order).status == "assigned"


def test_an_order_cancelled_meanwhile_is_taken_from_its_rider(town: Corner, rider: Person) -> None:
    left = given(town, rider, order_in("accepted", town, channel="delivery"))
    reject_order(order_id=left.order_id, reason="sold_out", key="c", by=actor(town.owner), at=MORNING)
    with pytest.raises(OrderMoved):
        actions.pick_up(delivery_id=given_accepted(left, rider), by=actor(rider), at=MORNING)
    withdraw_ended()
    withdraw_ended()
    left.refresh_from_db()
    assert (left.status, kinds_told(rider)) == ("withdrawn", ["delivery_assigned", "delivery_withdrawn"])
    paid = order_in("paid", town, channel="delivery")
    cancel_order(order_id=paid.pk, key="b", by=actor(town.resident), at=MORNING)
    assert queries.orders_that_ended() == []


def given_accepted(delivery: Delivery, rider: Person) -> object:
    actions.accept(delivery_id=delivery.pk, by=actor(rider), at=MORNING)
    return delivery.pk


BROKEN = [
    ({"status": "lost"}, "a_delivery_has_a_known_status"),
    ({"wrong_codes": 6}, "a_door_code_has_few_tries"),
    ({"wrong_codes": -1}, "a_door_code_has_few_tries"),
    ({"courier": "a_firm"}, "a_delivery_is_a_riders_or_a_couriers"),
    ({"failed_for": "bored"}, "a_failed_delivery_says_why"),
    ({"failed_at": MORNING}, "a_failed_delivery_says_why"),
    ({"failures": 1}, "a_failed_delivery_says_why"),
    ({"failures": 4, "failed_at": MORNING, "failed_for": "refused"}, "a_failed_delivery_says_why"),
    ({"proof": "code"}, "what_is_handed_over_is_proved_and_nothing_else"),
    ({"place": "near"}, "only_what_is_handed_over_was_near_or_far"),
    ({"status": "delivered", "ended_at": MORNING}, "what_is_handed_over_is_proved_and_nothing_else"),
    ({"ended_at": MORNING}, "a_delivery_that_is_over_says_when"),
    ({"status": "delivered"}, "a_delivery_that_is_over_says_when"),
    ({"picked_up_at": None}, "nothing_is_brought_before_it_is_picked_up"),
]


def test_the_database_refuses_what_no_verb_does(town: Corner, rider: Person) -> None:
    delivery = on_its_way(town, rider)
    for change, constraint in BROKEN:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Delivery.objects.filter(pk=delivery.pk).update(**change)
    with pytest.raises(IntegrityError, match="an_order_is_brought_by_one_at_a_time"), transaction.atomic():
        Delivery.objects.create(order=delivery.order, rider=rider, status="assigned", assigned_at=MORNING)
    assert {name for _change, name in BROKEN} | {"an_order_is_brought_by_one_at_a_time"} == {one.name for one in Delivery._meta.constraints}


def test_a_proof_sees_a_delivery_without_its_order(town: Corner, rider: Person) -> None:
    delivery = on_its_way(town, rider)
    assert differences() == []
    Delivery.objects.filter(pk=delivery.pk).update(status="delivered", proof="code", ended_at=MORNING)
    assert len(differences()) == 1
