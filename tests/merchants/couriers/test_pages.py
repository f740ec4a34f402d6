"""A shop's pages of couriers, what its buyer sees of one, the endpoints; and everybody whom they are not for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from merchants.couriers.models import CourierRule, Dispatch, SimulatedRide
from merchants.couriers.simulator import NAME, said_of, word_of
from merchants.orders.public import code_of
from tests.cast import MORNING, Corner
from tests.couriering import PRICE, firm, go_by, later, let, sent
from tests.journeys.forms import Window
from tests.merchants.staff.cast import hired
from tests.trading import Api, differences, order_in

pytestmark = pytest.mark.django_db
# What is asked for the page of couriers and for an order's part of them.
AT_MOST = (8, 12)


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner
    firm().manner = "prompt"


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(courier|quote|price)" value="([^"]*)"', page))


def test_a_shop_asks_sends_and_sees_it_brought(town: Corner) -> None:
    shop, buyer = Window(town.owner, "en"), Window(town.resident, "en")
    order = order_in("accepted", town, channel="delivery")
    part = f"/shop/couriers/orders/{order.pk}/"
    assert "Let couriers bring orders" in text(shop.get(part))
    assert shop.get(f"{part}offers/").status_code == 404
    let(town)
    assert shop.post("/shop/couriers/let/", {"most": "0.50"})["Location"] == "/shop/couriers/"
    assert "Change the rule" in text(shop.get(f"{part}offers/"))
    assert shop.post("/shop/couriers/let/", {"most": "3"}).status_code == 302
    assert "you add" in text(shop.get(f"{part}offers/"))
    form = {**fields(text(shop.get(f"{part}offers/"))), "idempotency_key": uuid4().hex}
    assert shop.post(f"{part}send/", {**form, "price": "9.00"}).status_code == 409
    assert shop.post(f"{part}send/", form)["Location"] == f"/shop/orders/{order.pk}/"
    dispatch = Dispatch.objects.get()
    assert (dispatch.courier, dispatch.price_minor) == (NAME, PRICE)
    shown = text(shop.get(part))
    assert "is set aside in your account" in shown
    assert "Call it back" in shown
    assert "Play the courier" in shown
    hers = f"/orders/{order.pk}/"
    assert "Practice couriers brings it" in text(buyer.get(hers))
    play = f"/simulated-courier/{dispatch.pk}/"
    assert "Find nobody at the door" in text(shop.get(play))
    assert shop.post(play, {"manner": "prompt", "code": ""}).status_code == 302
    go_by(16)
    assert "says that you have it" in text(buyer.get(hers))
    assert "Handed to the buyer" in text(shop.get(f"/shop/deliveries/orders/{order.pk}/"))
    assert order.number in text(shop.get("/shop/couriers/"))
    assert shop.post("/shop/couriers/forbid/", {}).status_code == 302
    assert (CourierRule.objects.count(), differences()) == (0, [])


def test_nobody_else_sees_or_moves_couriers(town: Corner) -> None:
    let(town)
    dispatch, absent = sent(town), uuid4()
    order_id = dispatch.delivery.order_id
    paths = [f"/shop/couriers/orders/{order_id}/", f"/shop/couriers/orders/{order_id}/offers/", f"/simulated-courier/{dispatch.pk}/"]
    posts = [f"/shop/couriers/orders/{order_id}/send/", f"/shop/couriers/{dispatch.pk}/recall/", f"/shop/couriers/{absent}/recall/"]
    form = {"courier": NAME, "quote": "q", "price": "4", "idempotency_key": uuid4().hex, "manner": "nobody"}
    for person in (town.rival, town.outsider, town.resident, hired(town.shop, "rider")):
        window = Window(person, "en")
        assert {window.get(path).status_code for path in paths} == {404}
        assert {window.post(path, form).status_code for path in (*posts, paths[2])} == {404}
    for window in (Window(town.outsider, "en"), Window(hired(town.shop, "clerk"), "en")):
        assert window.post("/shop/couriers/let/", {"most": "9"}).status_code == 404
        assert window.post("/shop/couriers/forbid/", {}).status_code == 404
    assert Window(town.outsider, "en").get("/shop/couriers/").status_code == 404
    found = Dispatch.objects.get()
    assert (found.status, found.cancel_wanted, CourierRule.objects.count()) == ("ordered", False, 1)


def test_programs_do_the_same_and_a_firm_calls_with_its_signature(town: Corner) -> None:
    let(town)
    order, shop = order_in("ready", town, channel="delivery"), Api(town.owner)
    rule, there = f"/api/v1/shops/{town.shop.pk}/couriers", f"orders/{order.pk}/courier"
    body = {"courier": NAME, "quote": "q", "price": {"amount": "4.00", "currency": "CNY"}}
    most = {"most_added": {"amount": "2.00", "currency": "CNY"}}
    for stranger in (Api(town.outsider), Api(town.rival)):
        assert stranger.client.get(rule).status_code == stranger.client.delete(rule).status_code == 404
        assert stranger.client.put(rule, most, content_type="application/json").status_code == 404
        assert stranger.get(f"{there}-offers").status_code == stranger.post(there, body).status_code == 404
    assert shop.client.put(rule, most, content_type="application/json").json() == shop.client.get(rule).json()
    [offer] = shop.get(f"{there}-offers").json()
    made = shop.post(there, {name: offer[name] for name in ("courier", "quote", "price")}).json()
    assert (made["status"], made["price"]["amount"]) == ("under_way", "4.00")
    for stranger in (Api(town.outsider), Api(town.rival)):
        assert stranger.post(f"couriers/{made['id']}/recall").status_code == 404
    firm().treat(dispatch_id=made["id"], manner="prompt", code=code_of(order.pk), at=MORNING)
    ride = Dispatch.objects.get()
    with time_machine.travel(later(1), tick=False):
        said = said_of(word_of(SimulatedRide.objects.get(pk=ride.pk), later(1)))
        headers, content = firm().signed(said, at=later(1))
        address = f"/api/v1/couriers/{NAME}/calls"

        def call(address: str, **other: str) -> Any:
            return shop.client.post(address, data=content, content_type="application/json", headers={**headers, **other})

        assert call(address, **{"Courier-Signature": "no"}).status_code == 401
        assert call(address.replace(NAME, "nobody")).status_code == 404
        assert [call(address).json() for _ in range(2)] == [{"code": "SUCCESS"}] * 2
        ride.delivery.refresh_from_db()
        assert ride.delivery.status == "accepted"
        assert shop.post(f"couriers/{made['id']}/recall").json()["status"] == "over"
    assert shop.client.delete(rule).status_code == 204


def test_more_couriers_ask_no_more(town: Corner) -> None:
    let(town)
    shop = Window(town.owner, "en")

    def asked(more: int) -> list[int]:
        for _ in range(more):
            made = sent(town)
        counts = []
        for path in ("/shop/couriers/", f"/shop/couriers/orders/{made.delivery.order_id}/"):
            with CaptureQueriesContext(connection) as told:
                assert shop.get(path).status_code == 200
            counts.append(len(told))
        return counts

    few = asked(1)
    assert asked(3) == few
    assert all(count <= most for count, most in zip(few, AT_MOST, strict=True)), few
