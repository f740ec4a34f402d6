"""Orders by hand or by phone: on the customer's tab, onto the board, and back off the tab where the shop can't."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from ecosystem.places.public import Landmark, Neighbourhood
from merchants.customers.models import Card
from merchants.orders.public import Order
from merchants.shops.models import Booking, Shop, Slot
from merchants.shops.public import every, set_slots
from tests import counter
from tests.cast import MORNING, STREET, Corner, actor
from tests.trading import Api, differences, standing

pytestmark = pytest.mark.django_db
YUAN = "CNY"


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def said(town: Corner, wu: Card, quantity: str = "3", **more: object) -> dict[str, object]:
    lines = [{"sku": str(town.milk.pk), "quantity": quantity, "price": {"amount": "5.00", "currency": YUAN}}]
    return {"customer": str(wu.pk), "channel": "pickup", "lines": lines, **more}


def order(town: Corner, body: dict[str, object], *, key: str = "", who: Any = None) -> Any:
    return Api(who or town.owner).post(f"shops/{town.shop.pk}/phone-orders", body, key=key or uuid4().hex)


def near(*, metres_off: int = 0) -> str:
    area = Neighbourhood.objects.create(code=f"n{metres_off}", name_zh="河边", name_en="Riverside", lat=STREET[0], lng=STREET[1])
    lat = STREET[0] + Decimal(metres_off) / Decimal(111_000)
    return Landmark.objects.create(code=f"l{metres_off}", name_zh="塔", name_en="Tower", lat=round(lat, 6), lng=STREET[1], neighbourhood=area).code


def test_it_waits_on_the_board_and_is_served_like_any_other(town: Corner) -> None:
    wu = counter.customer(town)
    answer = order(town, said(town, wu), key="k")
    assert (answer.status_code, answer.json()["status"]) == (201, "paid")
    assert order(town, said(town, wu), key="k").json() == answer.json()
    placed = Order.objects.get()
    assert (placed.channel, placed.tender, placed.buyer_id) == ("pickup", "tab", wu.party_id)
    wu.refresh_from_db()
    assert wu.balance_minor == 1_500
    assert placed.number in Api(town.owner).client.get("/shop/orders/").content.decode()
    for step in ("accept", "ready", "hand-over"):
        assert Api(town.owner).post(f"orders/{placed.pk}/{step}").status_code == 200
    placed.refresh_from_db()
    assert placed.status == "completed"
    assert differences() == []


def test_what_the_shop_rejects_comes_off_the_tab(town: Corner) -> None:
    wu = counter.customer(town)
    placed = order(town, said(town, wu)).json()["order"]
    assert Api(town.owner).post(f"orders/{placed}/reject", {"reason": "busy"}).status_code == 200
    wu.refresh_from_db()
    assert (wu.balance_minor, Order.objects.get().status) == (0, "cancelled")
    assert differences() == []


def test_a_delivery_goes_to_an_address_within_reach(town: Corner) -> None:
    wu = counter.customer(town, limit_minor=100_000)
    here, far = near(), near(metres_off=5_000)
    sent = {"channel": "delivery", "deliver_to": "塔路 3 号", "near": here}
    answer = order(town, said(town, wu, **sent))
    assert (answer.status_code, answer.json()["total"]["amount"]) == (201, "18.00")
    assert Order.objects.get().deliver_to == "塔路 3 号"
    before = standing()
    for wrong, code in [({"near": far}, "out_of_range"), ({"near": "nowhere"}, "address_missing"), ({"deliver_to": " "}, "address_missing")]:
        assert order(town, said(town, wu, **{**sent, **wrong})).json()["code"] == code
    assert standing() == before


def test_refusals_change_nothing(town: Corner) -> None:
    wu, theirs = counter.customer(town, limit_minor=1_000), counter.customer(Corner(town.rival, town.rival_shop, *[town.milk] * 2, *[town.owner] * 4))  # type: ignore[arg-type]
    before = standing()
    assert order(town, said(town, wu)).json()["code"] == "tab_limit_reached"
    assert order(town, said(town, theirs)).json()["code"] == "customer_not_found"
    assert order(town, said(town, wu, "51")).json()["code"] == "sold_out"
    assert order(town, said(town, wu, channel="counter")).status_code in (400, 422)
    for stranger in (town.rival, town.outsider):
        assert order(town, said(town, wu), who=stranger).status_code == 404
    assert standing() == before


def test_a_shop_with_slots_keeps_a_place_for_it(town: Corner) -> None:
    """As soon as possible the first with a place; a chosen one is had or refused; what is rejected gives its place back."""
    rows = every("pickup", weekdays=range(7), from_minute=600, until_minute=1080, length=60, max_orders=1)
    version = Shop.objects.get(pk=town.shop.pk).version
    set_slots(shop_id=town.shop.pk, channel="pickup", rows=rows, seen_version=version, by=actor(town.owner), at=MORNING)
    wu = counter.customer(town, limit_minor=100_000)
    eleven, noon = MORNING + timedelta(hours=1), MORNING + timedelta(hours=2)
    assert order(town, said(town, wu, slot=eleven.isoformat())).json()["slot_from"] == "2026-11-03T11:00:00+08:00"
    second = order(town, said(town, wu)).json()
    assert Order.objects.get(pk=second["order"]).slot_from == noon
    before = (standing(), Booking.objects.count())
    for wrong in (eleven, MORNING - timedelta(hours=1)):
        assert order(town, said(town, wu, slot=wrong.isoformat())).json()["code"] == "slot_gone"
    assert (standing(), Booking.objects.count()) == before
    assert Api(town.owner).post(f"orders/{second['order']}/reject", {"reason": "busy"}).status_code == 200
    assert Slot.objects.get(begins_at=noon).orders == 0
    assert differences() == []
