"""The rider's phone, the shop's choice, the buyer's code; and everybody whom they are not for."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ecosystem.identity.public import Person
from merchants.delivery.models import Delivery, Photo
from merchants.orders.models import Order
from merchants.orders.public import code_of
from tests.cast import MORNING, Corner
from tests.journeys.forms import Window
from tests.merchants.delivery.cast import given, on_its_way, wrong_code
from tests.merchants.staff.cast import hired
from tests.pictures import PHONE_JPEG, drawn
from tests.trading import Api, order_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


@pytest.fixture
def rider(town: Corner) -> Person:
    return hired(town.shop, "rider")


def test_a_rider_takes_an_order_and_brings_it(town: Corner, rider: Person) -> None:
    order = order_in("ready", town, channel="delivery")
    phone, shop, buyer = Window(rider, "en"), Window(town.owner, "en"), Window(town.resident, "en")
    listed = phone.get("/shop/deliveries/")
    assert f"I bring {order.number}" in listed.content.decode()
    assert code_of(order.pk) not in buyer.get(f"/orders/{order.pk}/").content.decode()
    there = phone.post(f"/shop/deliveries/orders/{order.pk}/claim/", {})["Location"]
    page = phone.get(there).content.decode()
    assert "Pine Court 3-201" in page
    assert code_of(order.pk) not in page
    assert code_of(order.pk) in buyer.get(f"/orders/{order.pk}/").content.decode()
    assert "rider" in shop.get(f"/shop/deliveries/orders/{order.pk}/").content.decode()
    for name in ("arrive", "pick-up"):
        assert phone.post(f"{there}{name}/", {}).status_code == 302
    delivery = Delivery.objects.get()
    refused = phone.post(f"{there}deliver/", {"code": wrong_code(delivery), "idempotency_key": uuid4().hex})
    assert refused.status_code == 422
    assert phone.post(f"{there}deliver/", {"code": code_of(order.pk), "idempotency_key": uuid4().hex})["Location"] == "/shop/deliveries/"
    assert Order.objects.get().status == "completed"
    assert "1 brought today" in phone.get("/shop/deliveries/").content.decode()


def test_a_shop_chooses_and_takes_back_what_failed(town: Corner, rider: Person) -> None:
    order = order_in("accepted", town, channel="delivery")
    phone, shop = Window(rider, "en"), Window(town.owner, "en")
    choice = shop.get(f"/shop/deliveries/orders/{order.pk}/").content.decode()
    assert str(rider.pk) in choice
    assert shop.post(f"/shop/deliveries/orders/{order.pk}/assign/", {"rider": str(rider.pk)}).status_code == 302
    delivery = Delivery.objects.get()
    there = f"/shop/deliveries/{delivery.pk}/"
    phone.post(f"{there}accept/", {})
    assert "still preparing" in phone.get(there).content.decode()
    shop.post(f"/shop/orders/{order.pk}/ready/", {})
    phone.post(f"{there}pick-up/", {})
    phone.post(f"{there}fail/", {"reason": "refused", "note": "changed her mind"})
    assert "Bring it back" in phone.get(there).content.decode()
    shown = shop.get(f"/shop/deliveries/orders/{order.pk}/").content.decode()
    assert "changed her mind" in shown
    assert "on the buyer&#x27;s side" in shown
    assert shop.post(f"{there}back/", {"idempotency_key": uuid4().hex}).status_code == 302
    assert Order.objects.get().status == "ready"
    second = given(town, rider, Order.objects.get())
    assert phone.post(f"/shop/deliveries/{second.pk}/decline/", {})["Location"] == "/shop/deliveries/"
    assert phone.post(f"/shop/deliveries/{second.pk}/fly/", {}).status_code == 404


def test_it_is_left_at_the_door_and_its_buyer_sees_the_picture(town: Corner, rider: Person) -> None:
    delivery = on_its_way(town, rider)
    phone, shop, buyer = Window(rider, "en"), Window(town.owner, "en"), Window(town.resident, "en")
    there, hers = f"/shop/deliveries/{delivery.pk}/", f"/orders/{delivery.order_id}/"
    asked = phone.get(there).content.decode()
    assert "May be left" not in asked
    assert "take back what is left; the buyer gets her money" in asked.lower()
    assert "It may be left at my door" in buyer.get(hers).content.decode()
    assert buyer.post(f"/deliveries/orders/{delivery.order_id}/leave/", {})["Location"] == hers
    assert "Hand it to me instead" in buyer.get(hers).content.decode()
    assert buyer.post(f"/deliveries/orders/{delivery.order_id}/fly/", {}).status_code == 404
    assert "May be left" in phone.get(there).content.decode()
    form = {"idempotency_key": uuid4().hex, "photos": SimpleUploadedFile("door.jpg", PHONE_JPEG)}
    assert phone.post(f"{there}leave/", {"idempotency_key": uuid4().hex}).status_code == 422
    assert phone.post(f"{there}leave/", form)["Location"] == "/shop/deliveries/"
    address = f"/deliveries/photos/{Photo.objects.get().pk}/"
    for window, page in ((buyer, hers), (shop, f"/shop/deliveries/orders/{delivery.order_id}/")):
        assert address in window.get(page).content.decode()
        found = window.get(address)
        assert (found.status_code, found["Content-Type"], found["Cache-Control"]) == (200, "image/jpeg", "private, no-store")
    assert b"Phone Maker" not in found.content
    for stranger in (Window(town.outsider, "en"), Window(town.rival, "en")):
        assert stranger.get(address).status_code == 404
        assert stranger.post(f"/deliveries/orders/{delivery.order_id}/ring/", {}).status_code == 404


def test_what_fails_says_what_follows_on_every_page(town: Corner, rider: Person) -> None:
    delivery = on_its_way(town, rider)
    phone, shop, buyer = Window(rider, "en"), Window(town.owner, "en"), Window(town.resident, "en")
    there, hers = f"/shop/deliveries/{delivery.pk}/", f"/orders/{delivery.order_id}/"
    phone.post(f"{there}fail/", {"reason": "nobody_there"})
    assert "rings once more" in buyer.get(hers).content.decode()
    assert "I try again" in phone.get(there).content.decode()
    phone.post(f"{there}again/", {})
    phone.post(f"{there}fail/", {"reason": "accident", "photos": SimpleUploadedFile("road.png", drawn())})
    assert "you get your money back" in buyer.get(hers).content.decode()
    assert "I try again" not in phone.get(there).content.decode()
    shown = shop.get(f"/shop/deliveries/orders/{delivery.order_id}/").content.decode()
    assert "Write down in your stock what is broken" in shown
    shop.post(f"{there}back/", {"idempotency_key": uuid4().hex})
    assert "damaged or lost on its way" in buyer.get(hers).content.decode()


def test_a_longer_list_asks_no_more(town: Corner, rider: Person) -> None:
    phone = Window(rider, "en")

    def asked(more: int) -> int:
        for _ in range(more):
            on_its_way(town, rider)
            order_in("ready", town, channel="delivery")
        with CaptureQueriesContext(connection) as told:
            assert phone.get("/shop/deliveries/").status_code == 200
        return len(told)

    few = asked(1)
    assert asked(3) == few


def test_nobody_else_sees_or_moves_a_delivery(town: Corner, rider: Person) -> None:
    delivery = on_its_way(town, rider)
    order_id, other = delivery.order_id, hired(town.shop, "rider")
    keepers_far, far = Window(town.rival, "en"), Window(hired(town.rival_shop, "rider"), "en")
    absent = uuid4()
    for window in (keepers_far, far, Window(town.outsider, "en"), Window(town.resident, "en"), Window(other, "en")):
        assert window.get(f"/shop/deliveries/{delivery.pk}/").status_code == window.get(f"/shop/deliveries/{absent}/").status_code == 404
        assert window.get(f"/shop/deliveries/orders/{order_id}/").status_code == 404
        for name in ("accept", "decline", "arrive", "pick-up", "deliver", "back", "fail", "again", "leave"):
            form = {"code": code_of(order_id), "reason": "refused", "idempotency_key": uuid4().hex}
            assert window.post(f"/shop/deliveries/{delivery.pk}/{name}/", form).status_code == 404
        assert window.post(f"/shop/deliveries/orders/{order_id}/assign/", {"rider": str(rider.pk)}).status_code == 404
    assert Window(town.outsider, "en").get("/shop/deliveries/").status_code == 404
    assert (Delivery.objects.get().status, Delivery.objects.get().wrong_codes) == ("picked_up", 0)


def test_programs_do_the_same_and_strangers_nothing(town: Corner, rider: Person) -> None:
    order = order_in("ready", town, channel="delivery")
    shop, phone, stranger = Api(town.owner), Api(rider), Api(town.outsider)
    assert stranger.post(f"orders/{order.pk}/deliveries", {"rider": str(rider.pk)}).status_code == 404
    made = shop.post(f"orders/{order.pk}/deliveries", {"rider": str(rider.pk)}).json()
    assert [one["id"] for one in phone.get("deliveries").json()] == [made["id"]]
    assert shop.get(f"orders/{order.pk}/deliveries").json() == [made]
    assert stranger.get(f"orders/{order.pk}/deliveries").status_code == 404
    there = f"deliveries/{made['id']}"
    bodies = {"deliver": {"code": code_of(order.pk)}, "fail": {"reason": "refused"}}
    for name in ("accept", "decline", "arrive", "pick-up", "deliver", "leave", "fail", "again", "bring-back"):
        assert stranger.post(f"{there}/{name}", bodies.get(name, {})).status_code == 404
    assert stranger.post(f"orders/{order.pk}/deliveries/claim", {}).status_code == 404
    for name in ("accept", "arrive", "pick-up", "fail"):
        assert phone.post(f"{there}/{name}", bodies.get(name, {})).status_code == 200
    assert shop.post(f"{there}/bring-back", {}).json()["status"] == "returned"
    second = phone.post(f"orders/{order.pk}/deliveries/claim", {}).json()
    phone.post(f"deliveries/{second['id']}/pick-up", {})
    assert phone.post(f"deliveries/{second['id']}/deliver", {"code": code_of(order.pk)}).json()["status"] == "delivered"
    assert phone.post(f"deliveries/{second['id']}/decline", {}).status_code == 409


def test_programs_leave_it_at_the_door_with_a_picture(town: Corner, rider: Person) -> None:
    delivery = on_its_way(town, rider)
    phone, buyer, stranger = Api(rider), Api(town.resident), Api(town.outsider)
    known = {one["reason"]: (one["side"], one["follows"], one["shown"]) for one in phone.get("deliveries/failures").json()}
    assert (known["nobody_there"], known["damaged"]) == (("buyer", "again", False), ("rider", "refund", True))
    door, there = f"/api/v1/orders/{delivery.order_id}/left-at-door", f"deliveries/{delivery.pk}"
    assert stranger.client.put(door).status_code == stranger.client.delete(door).status_code == 404
    assert [buyer.client.put(door).status_code, buyer.client.delete(door).status_code] == [204, 204]
    assert phone.post(f"{there}/fail", {"reason": "damaged"}).status_code == 422
    assert phone.post(f"{there}/fail", {"reason": "later"}).json()["failures"] == 1
    assert phone.post(f"{there}/again").json()["status"] == "picked_up"
    assert phone.post(f"{there}/leave").status_code == 409
    buyer.client.put(door)
    assert phone.post(f"{there}/leave").status_code == 422
    sent = {"photos": SimpleUploadedFile("door.jpg", PHONE_JPEG)}
    done = phone.client.post(f"/api/v1/{there}/leave", sent, headers={"Idempotency-Key": "k"})
    assert (done.status_code, done.json()["proof"]) == (200, "photo")
