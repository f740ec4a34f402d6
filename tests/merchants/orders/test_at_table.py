"""Ordered from a table's code, paid, served where the buyer sits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import translation

from ecosystem.kernel.errors import NotFound
from ecosystem.ledger.public import balance_of, deposit_of, pending_of
from merchants.orders.public import Order, OrderMoved, mark_ready, send_out
from merchants.settlement.public import Settlement
from merchants.shops.errors import BadTables, ShopChanged
from merchants.shops.models import Shop
from merchants.shops.public import place_names, set_tables, table_label, table_told
from residents.baskets.actions import checkout
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.trading import Api, differences, hand_over, put, seated, standing, wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner()


def test_a_table_is_known_by_its_name_in_any_language_its_code_was_printed_in() -> None:
    tables = place_names("4") + place_names(" Window，Corner, Window ")
    assert tables == ["1", "2", "3", "4", "Window", "Corner"]
    for code in ("en", "zh-hans"):
        with translation.override(code):
            assert table_told(tables, table_label("3")) == "3"
            printed = table_label("2")
    assert (printed, table_told(tables, printed)) == ("2 号桌", "2")
    assert [table_told(tables, told) for told in ("4", "Window", "Table 9", "Door", "")] == ["4", "Window", "", "", ""]


def test_an_order_from_a_table_is_paid_accepted_and_served_there(town: Corner) -> None:
    order = seated(town)
    assert (order.channel, order.table, order.status, order.deliver_to, order.slot_from) == ("dine_in", "4", "paid", "", None)
    assert (order.delivery_fee_minor, order.total_minor) == (0, 1_000)
    [row] = Api(town.owner).get(f"shops/{town.shop.pk}/orders").json()
    assert (row["channel"], row["table"]) == ("dine_in", "4")
    board = Api(town.owner).client.get("/shop/orders/", headers={"Accept-Language": "en"}).content.decode()
    assert "Table 4" in board
    owner = Api(town.owner)
    assert owner.post(f"orders/{order.pk}/accept").json()["promised_at"]
    assert ">Served<" in owner.client.get("/shop/orders/", headers={"Accept-Language": "en"}).content.decode()
    for step in (mark_ready, send_out):
        before = standing()
        with pytest.raises(OrderMoved):
            step(order_id=order.pk, by=actor(town.owner), at=MORNING)
        assert standing() == before, "it stands nowhere to be fetched, and nobody drives to a table"
    assert owner.post(f"orders/{order.pk}/hand-over", key="k").json()["status"] == "completed"
    assert owner.post(f"orders/{order.pk}/hand-over", key="k").status_code == 200
    assert Settlement.objects.get(order_id=order.pk).channel == "dine_in"
    assert differences() == []


def test_a_shop_that_accepts_by_itself_serves_tables_too_and_a_declined_guest_gets_her_money_back(town: Corner) -> None:
    Shop.objects.filter(pk=town.shop.pk).update(auto_accept=True)
    order = seated(town)
    assert (order.status, order.promised_at) == ("accepted", MORNING + timedelta(minutes=15))
    declined = Api(town.owner).post(f"orders/{order.pk}/reject", {"reason": "sold_out"})
    assert declined.json()["status"] == "cancelled"
    assert (balance_of(deposit_of(town.resident.party_id)), balance_of(pending_of(town.shop.party_id))) == (100_000, 0)
    assert differences() == []


@pytest.mark.parametrize(
    ("table", "two_shops", "code"),
    [("5", False, "no_such_table"), ("", False, "no_such_table"), ("4", True, "several_shops_at_a_table")],
)
def test_a_table_that_the_shop_does_not_have_is_refused_and_nothing_changes(town: Corner, table: str, two_shops: bool, code: str) -> None:
    set_tables(shop_id=town.shop.pk, names=["4"], seen_version=0, by=actor(town.owner), at=MORNING)
    api = Api(town.resident)
    put(town.resident, town.milk)
    if two_shops:
        put(town.resident, cast.article(town.rival_shop, town.rival))
    before = standing()
    answer = api.check_out(channel="dine_in", table=table)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert standing() == before


def test_only_a_manager_names_tables_and_only_as_she_saw_them(town: Corner) -> None:
    clerk, page = cast.clerk(town.shop), Api(town.owner).client
    refused = [
        (clerk, ["1"], 0, NotFound),
        (town.rival, ["1"], 0, NotFound),
        (town.owner, ["1"], 7, ShopChanged),
        (town.owner, ["1", " 1"], 0, BadTables),
        (town.owner, [" "], 0, BadTables),
        (town.owner, ["x" * 21], 0, BadTables),
        (town.owner, [str(number) for number in range(41)], 0, BadTables),
    ]
    before = standing()
    for who, names, version, refusal in refused:
        with pytest.raises(refusal):
            set_tables(shop_id=town.shop.pk, names=names, seen_version=version, by=actor(who), at=MORNING)
    assert (standing(), Shop.objects.get(pk=town.shop.pk).tables) == (before, [])
    address, api = f"/shop/{town.shop.pk}/tables/", Api(town.owner)
    assert page.post(address, {"version": "0", "names": "2"}).status_code == 302
    assert api.get(f"shops/{town.shop.pk}/tables").json() == {"version": 1, "tables": ["1", "2"]}
    put_ = api.client.put(f"/api/v1/shops/{town.shop.pk}/tables", {"version": 1, "tables": ["Bar"]}, content_type="application/json")
    assert put_.json() == {"version": 2, "tables": ["Bar"]}
    shown = page.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert "Bar" in shown
    assert "what=table&amp;labels=Bar" in shown
    assert "disabled" in Api(clerk).client.get(address).content.decode()
    for wrong in (["Bar", ""], [str(number) for number in range(41)]):
        with pytest.raises(IntegrityError, match="a_shops_tables_have_names"), transaction.atomic():
            Shop.objects.filter(pk=town.shop.pk).update(tables=wrong)


def test_the_basket_offers_the_table_whose_code_was_scanned_for_as_long_as_one_sits(town: Corner) -> None:
    set_tables(shop_id=town.shop.pk, names=["4"], seen_version=0, by=actor(town.owner), at=MORNING)
    page = Api(town.resident).client
    put(town.resident, town.milk)
    assert page.get(f"/s/{town.shop.pk}/?place=Table+4", follow=True).context["table"] == "4"
    basket = page.get("/basket/", headers={"Accept-Language": "en"})
    assert (basket.context["table"], basket.context["scanned_at"]) == ("4", "")
    assert "I sit here: Table 4" in basket.content.decode()
    with time_machine.travel(MORNING + timedelta(hours=3, minutes=1), tick=False):
        assert page.get("/basket/").context["table"] == "", "whoever scanned at noon is at home by the evening"
    paid = page.post("/basket/pay/", {"quote": basket.context["quote"].digest, "channel": "dine_in", "table": "4", "idempotency_key": "t"})
    order = Order.objects.get()
    assert (paid.status_code, order.table, order.note) == (302, "4", "")
    shown = page.get(f"/orders/{order.pk}/", headers={"Accept-Language": "en"}).content.decode()
    assert "It is brought to where you sit" in shown
    page.get(f"/s/{town.shop.pk}/?place=Stairwell+2")
    put(town.resident, town.milk)
    elsewhere = page.get("/basket/")
    assert (elsewhere.context["table"], elsewhere.context["scanned_at"]) == ("", "Stairwell 2"), "no table: it goes into the note"
    put(town.resident, cast.article(town.rival_shop, town.rival))
    page.get(f"/s/{town.shop.pk}/?place=Table+4")
    assert page.get("/basket/").context["table"] == "", "two shops don't serve one table"


def test_asking_twice_with_one_key_orders_once_and_the_table_is_part_of_what_was_asked(town: Corner) -> None:
    set_tables(shop_id=town.shop.pk, names=["4", "5"], seen_version=0, by=actor(town.owner), at=MORNING)
    put(town.resident, town.milk)
    asked = replace(wish(town.resident), channel="dine_in", table="4")
    first = checkout(wish=asked, key="k", by=actor(town.resident), at=MORNING)
    assert checkout(wish=asked, key="k", by=actor(town.resident), at=MORNING) == first
    api = Api(town.resident)
    body = {"quote": asked.quote, "channel": "dine_in", "table": "5"}
    assert api.post("checkout", body, key="k").json()["code"] == "key_used_otherwise"
    assert Order.objects.count() == 1
    with pytest.raises(NotFound):
        hand_over(order_id=Order.objects.get().pk, key=uuid4().hex, by=actor(town.rival), at=MORNING)
