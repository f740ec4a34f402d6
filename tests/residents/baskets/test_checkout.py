"""Checking out over HTTP: what is refused, with which code, and that nothing changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.payments.public import Payment
from merchants.catalog.public import Sku
from merchants.orders.public import Line, Order
from merchants.shops.models import DeliveryZone
from merchants.shops.public import OpeningInterval, Shop
from merchants.stock.public import Level
from tests import cast
from tests.cast import MORNING, STREET, Corner
from tests.trading import Api, buy, put, standing

pytestmark = pytest.mark.django_db
HERE = {"lat": str(STREET[0]), "lng": str(STREET[1])}
DOOR = {"channel": "delivery", "deliver_to": "Pine Court 3-201"}


@pytest.fixture
def town(corner: Corner) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield corner


def close_the_shop(town: Corner) -> None:
    OpeningInterval.objects.filter(shop=town.shop).delete()


def stop_selling(town: Corner) -> None:
    Shop.objects.filter(pk=town.shop.pk).update(selling=False)


def take_off_sale(town: Corner) -> None:
    Sku.objects.filter(pk=town.milk.pk).update(on_sale=False)


def sell_to_somebody_else(town: Corner) -> None:
    buy(cast.person("quicker", money_minor=100_000), town.milk, "49")


def ask_more(town: Corner) -> None:
    Sku.objects.filter(pk=town.milk.pk).update(price_minor=501)


def ask_a_higher_fee(town: Corner) -> None:
    DeliveryZone.objects.filter(shop=town.shop).update(fee_minor=301)


def put_something_else(town: Corner) -> None:
    put(town.resident, town.bread)


def nothing(town: Corner) -> None:
    """The refusal is in what is asked."""


@pytest.mark.parametrize(
    ("change", "asked", "status", "code"),
    [
        (sell_to_somebody_else, {}, 409, "sold_out"),
        (close_the_shop, {}, 409, "shop_closed"),
        (stop_selling, {}, 409, "shop_closed"),
        (take_off_sale, {}, 409, "not_on_sale"),
        (ask_more, {}, 409, "quote_changed"),
        (ask_a_higher_fee, DOOR | {"where": HERE}, 409, "quote_changed"),
        (put_something_else, {}, 409, "quote_changed"),
        (nothing, {"quote": "of my own"}, 409, "quote_changed"),
        (nothing, DOOR, 422, "address_missing"),
        (nothing, {"channel": "delivery", "where": HERE, "deliver_to": "  "}, 422, "address_missing"),
        (nothing, DOOR | {"where": {"lat": "30.700000", "lng": "122.900000"}}, 422, "out_of_range"),
        (nothing, {"method": "seashells"}, 422, "unknown_payment_method"),
        (nothing, {"channel": "drone"}, 422, "invalid"),
        (nothing, {"channel": "code"}, 422, "invalid"),
        (nothing, {"note": "a\u0000b"}, 422, "invalid"),
        (nothing, {"note": "\ud800"}, 422, "invalid"),
        (nothing, {"note": "n" * 201}, 422, "invalid"),
        (nothing, {"total": "0.01"}, 422, "invalid"),
        (nothing, DOOR | {"where": {"lat": "NaN", "lng": "122.9"}}, 422, "invalid"),
        (nothing, DOOR | {"where": {"lat": "91", "lng": "122.9"}}, 422, "invalid"),
    ],
)
def test_a_refused_checkout_says_why_and_changes_nothing(
    town: Corner, change: Callable[[Corner], None], asked: dict[str, object], status: int, code: str
) -> None:
    api = Api(town.resident)
    put(town.resident, town.milk, "3")
    quote = api.quote(HERE)
    change(town)
    before = standing()
    answer = api.post("checkout", {"quote": quote, "channel": "pickup", **asked})
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert standing() == before


def test_an_empty_basket_is_no_errand(town: Corner) -> None:
    before = standing()
    answer = Api(town.resident).check_out()
    assert (answer.status_code, answer.json()["code"]) == (422, "basket_empty")
    assert standing() == before


def test_a_delivery_below_the_minimum_says_what_is_missing(town: Corner) -> None:
    put(town.resident, town.milk)
    before = standing()
    answer = Api(town.resident).check_out(**DOOR, where=HERE)
    assert (answer.status_code, answer.json()["code"]) == (422, "below_minimum")
    assert "5.00" in answer.json()["title"]
    assert standing() == before
    assert Api(town.resident).check_out().status_code == 201, "who picks it up may buy less"


def test_a_thin_account_buys_nothing(town: Corner) -> None:
    poor = cast.person("poor", money_minor=499)
    put(poor, town.milk)
    before = standing()
    answer = Api(poor).check_out()
    assert (answer.status_code, answer.json()["code"]) == (422, "insufficient_funds")
    assert standing() == before


def test_one_shop_that_cannot_serve_refuses_the_whole_errand(town: Corner) -> None:
    fish = cast.article(town.rival_shop, town.rival, name="Fish", stock="1")
    put(town.resident, town.milk)
    put(town.resident, fish, "2")
    before = standing()
    answer = Api(town.resident).check_out()
    assert (answer.status_code, answer.json()["code"]) == (409, "sold_out")
    assert answer.json()["items"] == [{"sku": str(fish.pk), "left": "1.000"}]
    assert standing() == before


def test_an_errand_over_two_shops_is_two_orders_and_one_payment(town: Corner) -> None:
    fish = cast.article(town.rival_shop, town.rival, name="Fish", price_minor=2_000)
    put(town.resident, town.milk, "2")
    put(town.resident, fish)
    answer = Api(town.resident).check_out(**DOOR, where=HERE)
    assert answer.status_code == 201
    orders = Api(town.resident).get(f"errands/{answer.json()['errand']}").json()
    assert sorted(order["total"]["amount"] for order in orders) == ["13.00", "23.00"]
    assert Payment.objects.get().amount_minor == 3_600
    assert balance_of(deposit_of(town.resident.party_id)) == 100_000 - 3_600


def test_the_same_key_gives_the_same_errand_and_another_body_is_refused(town: Corner) -> None:
    api = Api(town.resident)
    put(town.resident, town.milk)
    asked = {"quote": api.quote(), "channel": "pickup"}
    first = api.post("checkout", asked, key="mine")
    before = standing()
    again, other = api.post("checkout", asked, key="mine"), api.post("checkout", {**asked, "note": "quickly"}, key="mine")
    assert (again.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["code"]) == (422, "key_used_otherwise")
    assert standing() == before


def test_somebody_elses_key_is_not_mine(town: Corner) -> None:
    other = cast.person("other", money_minor=10_000)
    for person in (town.resident, other):
        put(person, town.milk)
        assert Api(person).check_out(key="the same").status_code == 201
    assert Order.objects.count() == 2


@pytest.mark.parametrize("key", [None, " ", "k" * 129])
def test_no_key_no_checkout(town: Corner, key: str | None) -> None:
    put(town.resident, town.milk)
    before = standing()
    answer = Api(town.resident).check_out(key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert standing() == before


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b'{"quote": ', "application/json", 400, "malformed_json"),
        (b"\xff\xfe", "application/json", 400, "malformed_json"),
        (b"[]", "application/json", 422, "invalid"),
        (b'"text"', "application/json", 422, "invalid"),
        (b"null", "application/json", 422, "invalid"),
        (b'{"quote": NaN, "channel": "pickup"}', "application/json", 400, "malformed_json"),
        (b"quote=1", "application/x-www-form-urlencoded", 415, "wrong_content_type"),
        (b"<quote/>", "text/xml", 415, "wrong_content_type"),
        (b" " * 262_145, "application/json", 413, "body_too_large"),
        (b"[" * 100_000, "application/json", 400, "malformed_json"),
    ],
)
@pytest.mark.parametrize("path", ["checkout", "basket/lines"])
def test_a_body_that_cannot_be_read_is_refused(town: Corner, path: str, body: bytes, content_type: str, status: int, code: str) -> None:
    before = standing()
    client = Api(town.resident).client
    answer = client.post(f"/api/v1/{path}", body, content_type=content_type, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, json.loads(answer.content)["code"]) == (status, code)
    assert standing() == before


@pytest.mark.parametrize("quantity", ["-1", "NaN", "Infinity", "1e400", "0.0001", "100000", "", "two", None, [], {"amount": "1"}, "１２3x"])
def test_a_quantity_that_is_none_is_refused(town: Corner, quantity: object) -> None:
    before = standing()
    answer = Api(town.resident).post("basket/lines", {"sku": str(town.milk.pk), "quantity": quantity})
    assert answer.status_code == 422, answer.content
    assert standing() == before


@pytest.mark.parametrize("quantity", ["sNaN", "NaN", "-1", "1e400", "1e999999999", "0.0001", "", "\u0000", "９" * 5000])
def test_a_quantity_typed_into_the_page_is_refused(town: Corner, quantity: str) -> None:
    before = standing()
    answer = Api(town.resident).client.post("/basket/put/", {"sku": str(town.milk.pk), "quantity": quantity})
    assert answer.status_code == 422, answer.content[:300]
    assert standing() == before


def test_an_article_off_sale_or_unknown_is_not_put_in(town: Corner) -> None:
    take_off_sale(town)
    before = standing()
    for sku in (town.milk.pk, uuid4()):
        answer = Api(town.resident).post("basket/lines", {"sku": str(sku), "quantity": "1"})
        assert (answer.status_code, answer.json()["code"]) == (404, "sku_not_found")
    assert standing() == before


def test_a_full_basket_takes_more_of_what_it_has_and_nothing_new(town: Corner) -> None:
    shelf = [cast.article(town.shop, town.owner, stock="0", name=f"n{n}") for n in range(100)]
    for sku in shelf:
        put(town.resident, sku)
    api = Api(town.resident)
    answer = api.post("basket/lines", {"sku": str(town.milk.pk), "quantity": "1"})
    assert (answer.status_code, answer.json()["code"]) == (422, "basket_full")
    assert api.post("basket/lines", {"sku": str(shelf[0].pk), "quantity": "5"}).status_code == 204


def test_prices_and_names_are_frozen_at_placement(town: Corner) -> None:
    ham = cast.article(town.shop, town.owner, name="Ham", unit="jin")
    order = buy(town.resident, ham, "0.350")
    Sku.objects.filter(pk=ham.pk).update(price_minor=9_999, name_en="Other")
    line = Line.objects.get(order=order)
    assert (line.unit_minor, line.gross_minor, line.name_en, order.total_minor) == (500, 175, "Ham", 175)


def test_a_sold_out_answer_tells_what_is_left_and_reserves_nothing(town: Corner) -> None:
    put(town.resident, town.milk, "51")
    answer = Api(town.resident).check_out()
    assert answer.json()["items"] == [{"sku": str(town.milk.pk), "left": "50.000"}]
    assert Level.objects.get(sku=town.milk).reserved == 0


def test_the_night_after_closing_the_shop_serves_nobody(town: Corner) -> None:
    OpeningInterval.objects.filter(shop=town.shop).update(opens_minute=480, closes_minute=1200)
    put(town.resident, town.milk)
    with time_machine.travel(MORNING + timedelta(hours=14), tick=False):
        assert Api(town.resident).check_out().json()["code"] == "shop_closed"


def test_the_page_shows_a_changed_basket_again_and_charges_nothing(town: Corner) -> None:
    client = Api(town.resident).client
    put(town.resident, town.milk)
    before = standing()
    answer = client.post("/basket/pay/", {"quote": "old", "channel": "pickup", "idempotency_key": "k"})
    assert answer.status_code == 409
    assert standing() == before


@pytest.mark.parametrize("field", ["note", "door", "landmark", "idempotency_key", "quote", "channel"])
def test_a_page_form_with_a_nul_in_it_never_breaks(town: Corner, field: str) -> None:
    client = Api(town.resident).client
    put(town.resident, town.milk)
    quote = Api(town.resident).quote()
    client.raise_request_exception = False
    asked = {"quote": quote, "channel": "pickup", "idempotency_key": "k", "note": "", field: "a\u0000b"}
    if field in {"door", "landmark"}:
        asked["channel"] = "delivery"
    answer = client.post("/basket/pay/", asked)
    assert answer.status_code < 500
