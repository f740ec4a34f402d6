"""Both sides' pages of a pickup point, from the offer to the parcel that is handed out; and everybody whom they are not for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from merchants.delivery.tasks import send_overdue_back
from merchants.orders.models import Order
from merchants.orders.public import accept_order, code_of, mark_ready, send_out
from merchants.points.actions import Terms, bring_to_point, offer_point
from merchants.points.models import Bringing, Parcel, Point
from merchants.points.rules import KEPT_FOR
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.journeys.forms import Window
from tests.merchants.staff.cast import hired
from tests.pictures import PHONE_JPEG
from tests.pointing import KEPT, WAY, dropped, sent, served
from tests.trading import Api, differences, put

pytestmark = pytest.mark.django_db
# What is asked for the parcels, for the page of points of who receives and who brings, and for the basket of who chooses one.
AT_MOST = (6, 8, 8, 17)


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_a_neighbour_orders_to_a_point_and_collects_it_there(town: Corner) -> None:
    receiver, shop, buyer = Window(town.rival, "en"), Window(town.owner, "en"), Window(town.resident, "en")
    assert "No shop near you receives parcels yet" in text(shop.get("/shop/points/"))
    assert receiver.post("/shop/points/offer/", {"fee": "0.80", "capacity": "5"})["Location"] == "/shop/points/"
    point = Point.objects.get()
    assert (point.fee_minor, point.capacity) == (KEPT, 5)
    assert point.told in text(shop.get("/shop/points/"))
    assert shop.post(f"/shop/points/{point.pk}/bring/", {"fee": "1.20"}).status_code == 302
    assert "you bring an order there for" in text(shop.get("/shop/points/"))

    put(town.resident, town.milk, "2")
    page = text(buyer.get("/basket/"))
    assert "To a pickup point near me" in page
    form = {"channel": "point", "point": str(point.pk), "point_quote": hidden(page, "point_quote"), "idempotency_key": uuid4().hex}
    stale = {**form, "point_quote": "0" * 32 + "-" + "0" * 16, "idempotency_key": uuid4().hex}
    assert buyer.post("/basket/pay/", stale).status_code == 409
    assert not Order.objects.exists()
    assert buyer.post("/basket/pay/", form).status_code == 302
    order = Order.objects.get()
    assert (order.point_id, order.delivery_fee_minor) == (point.pk, KEPT + WAY)
    hers = f"/orders/{order.pk}/"
    assert "You collect it at" in text(buyer.get(hers))
    assert code_of(order.pk) not in text(buyer.get(hers))
    assert "Expected" in text(receiver.get("/shop/deliveries/parcels/"))

    by = {"order_id": order.pk, "by": actor(town.owner), "at": MORNING}
    accept_order(**by)
    mark_ready(**by)
    send_out(**by)
    assert "Whoever leaves it there" in text(shop.get(f"/shop/deliveries/orders/{order.pk}/"))
    drop = f"/shop/deliveries/parcels/{order.pk}/drop/"
    assert shop.post(drop, {"idempotency_key": uuid4().hex}).status_code == 422
    assert shop.post(drop, {"idempotency_key": uuid4().hex, "photos": SimpleUploadedFile("a.jpg", PHONE_JPEG)}).status_code == 302
    assert code_of(order.pk) in text(buyer.get(hers))
    listed = text(receiver.get("/shop/deliveries/parcels/"))
    assert f"from {town.shop.name_en}" in listed
    assert code_of(order.pk) not in listed
    collect = f"/shop/deliveries/parcels/{order.pk}/collect/"
    assert receiver.post(collect, {"code": "", "idempotency_key": uuid4().hex}).status_code == 422
    assert receiver.post(collect, {"code": code_of(order.pk), "idempotency_key": uuid4().hex})["Location"] == "/shop/points/"
    assert (Order.objects.get().status, differences()) == ("completed", [])
    assert "Parcel kept" in text(receiver.get(f"/shop/funds/days/{MORNING:%Y-%m-%d}/"))


def test_a_rider_brings_it_to_the_point_and_a_late_one_is_fetched(town: Corner) -> None:
    point, rider = served(town), hired(town.shop, "rider")
    buyer, phone, shop = Api(town.resident), Window(rider, "en"), Window(town.owner, "en")
    put(town.resident, town.milk, "2")
    quote = buyer.get(f"basket?point={point.pk}").json()["quote"]
    assert buyer.post("checkout", {"quote": quote, "channel": "delivery", "point": str(point.pk)}).status_code == 201
    order = Order.objects.get()
    accept_order(order_id=order.pk, by=actor(town.owner), at=MORNING)
    mark_ready(order_id=order.pk, by=actor(town.owner), at=MORNING)
    there = phone.post(f"/shop/deliveries/orders/{order.pk}/claim/", {})["Location"]
    phone.post(f"{there}pick-up/", {})
    page = text(phone.get(there))
    assert "At the pickup point" in page
    assert "four digits" not in page
    sent = {"idempotency_key": uuid4().hex, "photos": SimpleUploadedFile("a.jpg", PHONE_JPEG)}
    assert phone.post(f"/shop/deliveries/parcels/{order.pk}/drop/", sent)["Location"] == "/shop/deliveries/"
    Parcel.objects.update(dropped_at=MORNING - KEPT_FOR, keep_until=MORNING)
    send_overdue_back()
    assert "lay too long" in text(Window(town.resident, "en").get(f"/orders/{order.pk}/"))
    assert "Fetch these" in text(shop.get("/shop/deliveries/parcels/"))
    assert shop.post(f"/shop/deliveries/parcels/{order.pk}/fetch/", {}).status_code == 302
    assert "Fetch these" not in text(shop.get("/shop/deliveries/parcels/"))
    assert (Parcel.objects.get().status, differences()) == ("returned", [])


def test_nobody_else_sees_or_moves_points_and_parcels(town: Corner) -> None:
    point, absent = served(town), uuid4()
    outsider, clerk = Window(town.outsider, "en"), Window(hired(town.shop, "clerk"), "en")
    for path in ("/shop/points/", "/shop/deliveries/parcels/"):
        assert outsider.get(path).status_code == 404
    changes = [("offer/", {"fee": "1", "capacity": "1"}), ("close/", {}), (f"{point.pk}/bring/", {"fee": "0"}), (f"{point.pk}/stop/", {})]
    for path, form in changes:
        assert outsider.post(f"/shop/points/{path}", form).status_code == 404
        assert clerk.post(f"/shop/points/{path}", form).status_code == 404
    owner = Window(town.owner, "en")
    assert owner.post(f"/shop/points/{absent}/bring/", {"fee": "0"}).status_code == 404
    assert owner.post("/shop/points/offer/", {"fee": "1", "capacity": "many"}).status_code == 422
    for name in ("collect", "fetch", "drop"):
        form = {"code": "0000", "idempotency_key": uuid4().hex, "photos": SimpleUploadedFile("a.jpg", PHONE_JPEG)}
        assert outsider.post(f"/shop/deliveries/parcels/{absent}/{name}/", form).status_code == 404
    assert (Point.objects.get().is_open, Bringing.objects.get().fee_minor) == (True, WAY)


def test_programs_do_the_same_and_strangers_nothing(town: Corner) -> None:
    receiver, shop, stranger, absent = Api(town.rival), Api(town.owner), Api(town.outsider), uuid4()
    mine, theirs = f"/api/v1/shops/{town.rival_shop.pk}/point", f"/api/v1/shops/{town.shop.pk}/points"
    terms = {"fee": {"amount": "0.80", "currency": "CNY"}, "capacity": 5}
    for one in (stranger, shop):
        assert one.client.put(mine, terms, content_type="application/json").status_code == 404
        assert one.client.get(mine).status_code == one.client.delete(mine).status_code == one.client.get(f"{mine}/parcels").status_code == 404
    assert receiver.client.get(mine).status_code == 404
    made = receiver.client.put(mine, terms, content_type="application/json").json()
    assert receiver.client.get(mine).json() == made
    fee = {"fee": {"amount": "1.20", "currency": "CNY"}}
    for one in (stranger, receiver):
        assert one.client.get(theirs).status_code == 404
        assert one.client.put(f"{theirs}/{made['id']}", fee, content_type="application/json").status_code == 404
        assert one.client.delete(f"{theirs}/{made['id']}").status_code == 404
    assert shop.client.get(theirs).json()[0]["bringing"] is None
    assert shop.client.put(f"{theirs}/{made['id']}", fee, content_type="application/json").json()["fee"]["amount"] == "1.20"
    assert shop.client.get(theirs).json()[0]["bringing"]["amount"] == "1.20"
    order = sent(Point.objects.get(), town)
    assert [one["status"] for one in receiver.client.get(f"{mine}/parcels").json()] == ["expected"]
    for name in ("drop", "collect", "fetch"):
        assert stranger.post(f"parcels/{order.pk}/{name}", {"code": "0000"} if name == "collect" else {}).status_code == 404
        assert shop.post(f"parcels/{absent}/{name}", {"code": "0000"} if name == "collect" else {}).status_code == 404
    assert shop.post(f"parcels/{order.pk}/drop").status_code == 422
    picture = {"photos": SimpleUploadedFile("a.jpg", PHONE_JPEG)}
    done = shop.client.post(f"/api/v1/parcels/{order.pk}/drop", picture, headers={"Idempotency-Key": "k"})
    assert (done.status_code, done.json()["status"]) == (200, "dropped")
    assert shop.post(f"parcels/{order.pk}/fetch").status_code == 409
    assert receiver.post(f"parcels/{order.pk}/collect", {"code": code_of(order.pk)}).json()["status"] == "collected"
    assert receiver.client.delete(mine).json()["is_open"] is False
    assert shop.client.delete(f"{theirs}/{made['id']}").status_code == 204
    assert (Bringing.objects.count(), differences()) == (0, [])


def test_more_parcels_and_points_ask_no_more(town: Corner) -> None:
    point = served(town, capacity=50)
    receiver, shop, buyer = Window(town.rival, "en"), Window(town.owner, "en"), Window(town.resident, "en")

    def asked(more: int) -> list[int]:
        for _ in range(more):
            sent(point, town)
            dropped(point, town)
            keeper = cast.person("keeper")
            made = offer_point(shop_id=cast.shop(keeper).pk, terms=Terms(KEPT, 5), by=actor(keeper), at=MORNING)
            bring_to_point(point_id=made.pk, shop_id=town.shop.pk, fee_minor=WAY, by=actor(town.owner), at=MORNING)
        put(town.resident, town.milk, "2")
        counts = []
        for window, path in ((receiver, "/shop/deliveries/parcels/"), (receiver, "/shop/points/"), (shop, "/shop/points/"), (buyer, "/basket/")):
            with CaptureQueriesContext(connection) as told:
                assert window.get(path).status_code == 200
            counts.append(len(told))
        return counts

    few = asked(1)
    assert asked(3) == few
    assert all(count <= most for count, most in zip(few, AT_MOST, strict=True)), few
