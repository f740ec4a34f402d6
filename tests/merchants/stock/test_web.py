"""Stock's pages and endpoints: what they do, and that nobody else's shop can be reached through them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.urls import get_resolver, resolve

from merchants.shops.models import Shop
from merchants.stock import actions
from merchants.stock.models import Count, CountLine, Quarantine, Setting, Tally, Transfer
from merchants.stock.public import Packed, TakenBack
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.stock.cast import last, level, receive, second_shop, sell, standing_of, twin_of
from tests.merchants.test_access import routes
from tests.merchants.test_budgets import statements
from tests.trading import Api, differences, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="20")


def send(person: Any, address: str, **fields: object) -> Any:
    return Api(person).client.post(f"/shop/stock/{address}", {"idempotency_key": uuid4().hex, **fields})


def page(person: Any, address: str) -> str:
    answer = Api(person).client.get(f"/shop/stock/{address}")
    assert answer.status_code == 200, answer.content
    return str(answer.content.decode())


@pytest.fixture
def other(town: Corner) -> Shop:
    made = second_shop(town)
    twin_of(town.milk, made, town)
    return made


@pytest.fixture
def transfer(town: Corner, other: Shop) -> Transfer:
    packed = [Packed(town.milk.pk, level(town.milk).on_hand / 4)]
    return actions.draft_transfer(source_id=town.shop.pk, destination_id=other.pk, lines=packed, key="d", by=actor(town.owner), at=MORNING)


@pytest.fixture
def count(town: Corner) -> Count:
    made = actions.plan_count(shop_id=town.shop.pk, name="Evening", sku_ids=[town.milk.pk], key="p", by=actor(town.owner), at=MORNING)
    return actions.start_count(count_id=made.pk, by=actor(town.owner), at=MORNING)


def test_the_keeper_writes_down_what_happened_to_an_article(town: Corner) -> None:
    owner, milk = town.owner, town.milk
    assert "¥70.00" in page(owner, "")
    address = f"articles/{milk.pk}/"
    assert send(owner, f"{address}receive/", quantity="5", cost="4.00", supplier="Maker").status_code == 302
    assert send(owner, f"{address}adjust/", quantity="2", reason="damaged").status_code == 302
    assert send(owner, f"{address}count/", counted="22").status_code == 302
    assert send(owner, f"{address}limits/", safety="3", backorder_limit="1").status_code == 302
    row = level(milk)
    assert (row.on_hand, row.safety, row.backorder_limit, last(milk).kind) == (22, 3, 1, "count_loss")
    shown = page(owner, address)
    assert all(words in shown for words in ("Maker", "+5", "−¥7.20"))
    assert send(owner, f"{address}batches/").status_code == 302
    assert send(owner, f"{address}receive/", quantity="5", cost="4.00", expires_on="2026-11-03", batch="L9").status_code == 302
    assert "L9" in page(owner, "")
    assert send(owner, "setting/", on="1").status_code == 302
    assert Setting.objects.get().counter_may_go_below
    sell(town, milk, "30")
    assert "only=gaps" in page(owner, "")
    assert differences() == []


def test_a_bad_figure_is_told_and_changes_nothing(town: Corner) -> None:
    before = standing()
    for address, fields in (
        ("receive/", {"quantity": "x", "cost": "1"}),
        ("adjust/", {"quantity": "1", "reason": "because"}),
        ("adjust/", {"quantity": "21", "reason": "lost"}),
        ("count/", {"counted": "-1"}),
        ("limits/", {"safety": "NaN", "backorder_limit": "0"}),
    ):
        assert send(town.owner, f"articles/{town.milk.pk}/{address}", **fields).status_code in {400, 409, 422}, address
    assert standing() == before


def test_a_transfer_goes_from_page_to_page(town: Corner, other: Shop) -> None:
    owner, field = town.owner, f"sku-{town.milk.pk}"
    made = send(owner, "transfers/", shop=town.shop.pk, destination=other.pk, **{field: "4"})
    found = Transfer.objects.get()
    assert made["Location"] == f"/shop/stock/transfers/{found.pk}/"
    for step, fields, status in (
        ("ready", {}, "ready"),
        ("dispatch", {}, "in_transit"),
        ("receive", {field: "3"}, "partially_received"),
        ("cancel", {"how": "write_off", "reason": "fell"}, "cancelled"),
    ):
        assert send(owner, f"transfers/{found.pk}/{step}/", **fields).status_code == 302
        found.refresh_from_db()
        assert found.status == status
        assert page(owner, f"transfers/{found.pk}/")
    assert "fell" in page(owner, f"transfers/{found.pk}/")
    assert page(owner, "transfers/")
    assert differences() == []


def test_two_phones_count_and_the_books_follow(town: Corner) -> None:
    owner, clerk = town.owner, cast.clerk(town.shop)
    send(owner, "counts/", name="November")
    count = Count.objects.get()
    address = f"counts/{count.pk}/"
    send(owner, f"{address}start/")
    assert "autofocus" in page(clerk, address)
    send(owner, f"{address}tally/", sku=town.milk.pk, counted="12")
    htmx = Api(clerk).client.post(f"/shop/stock/{address}tally/", {"sku": str(town.milk.pk), "counted": "5"}, headers={"HX-Request": "true"})
    assert b"17" in htmx.content
    assert town.bread.name not in page(owner, f"{address}?q={town.milk.code}")
    send(owner, f"{address}strike/{Tally.objects.get(person=owner).pk}/")
    send(owner, f"{address}tally/", sku=town.milk.pk, counted="13")
    send(owner, f"{address}review/")
    assert "-2" in page(owner, address)
    send(owner, f"{address}post/")
    assert (standing_of(town.milk)[0], standing_of(town.bread)[0]) == (18, 20)
    assert page(owner, "counts/")
    assert differences() == []


def test_programs_keep_stock_too(town: Corner, other: Shop, count: Count) -> None:
    api, milk = Api(town.owner), str(town.milk.pk)
    rows = api.get(f"shops/{town.shop.pk}/stock").json()
    assert {row["on_hand"] for row in rows} == {"20.000"}
    lines = [{"sku": milk, "quantity": "2", "unit_cost": {"amount": "3.00", "currency": "CNY"}, "supplier": "Maker"}]
    body = {"lines": lines, "landed_cost": {"amount": "1.00", "currency": "CNY"}, "landed_by": "quantity"}
    told = [api.post(f"shops/{town.shop.pk}/receipts", body, key="same").json() for _ in range(2)]
    assert told[0] == told[1]
    assert told[0]["landed_cost"]["amount"] == "1.00"
    less = {"lines": [{**lines[0], "unit_cost": {"amount": "-1.00", "currency": "CNY"}}]}
    assert api.post(f"shops/{town.shop.pk}/receipts", less).json()["code"] == "not_an_amount"
    assert api.post(f"shops/{town.shop.pk}/stock/adjustments", {"sku": milk, "quantity": "1", "reason": "gift"}).json()["after"] == "21.000"
    assert [row["kind"] for row in api.get(f"shops/{town.shop.pk}/stock/{milk}/movements").json()] == ["adjusted", "received", "received"]
    goods = {"lines": [{"sku": milk, "quantity": "2"}]}
    made = api.post(f"shops/{town.shop.pk}/transfers", {"destination": str(other.pk), **goods}).json()
    assert api.post(f"transfers/{made['id']}/dispatch").json()["status"] == "in_transit"
    assert api.post(f"transfers/{made['id']}/arrival", {"lines": [{"sku": milk, "quantity": "1"}]}).json()["status"] == "partially_received"
    assert api.post(f"transfers/{made['id']}/cancel", {"how": "back", "reason": "late"}).json()["status"] == "cancelled"
    assert api.get(f"transfers/{made['id']}").json()["lines"][0]["returned"] == "1.000"
    assert api.post(f"counts/{count.pk}/tally", {"sku": milk, "counted": "20"}).json()["counted"] == "20.000"
    actions.review_count(count_id=count.pk, by=actor(town.owner), at=MORNING)
    assert api.post(f"counts/{count.pk}/post").json()["status"] == "posted"
    still = api.post(f"shops/{town.shop.pk}/counts", {"name": "Still", "skus": [milk], "freezes": True}).json()
    steps = [api.post(f"counts/{still['id']}/{step}").json()["status"] for step in ("start", "review", "reopen")]
    assert steps == ["counting", "reviewing", "counting"]
    assert api.post(f"shops/{town.shop.pk}/stock/adjustments", {"sku": milk, "quantity": "1", "reason": "gift"}).json()["code"] == "shelf_frozen"
    assert "盘点中，已封存" in page(town.owner, f"?shop={town.shop.pk}")
    held = api.post(f"counts/{still['id']}/hold").json()["held_until"]
    assert (held is not None, Api(town.rival).post(f"counts/{still['id']}/hold").status_code) == (True, 404)
    assert "这些货都封存着" in page(town.owner, f"counts/{still['id']}/")
    assert (api.post(f"counts/{still['id']}/skip").status_code, api.post(f"counts/{still['id']}/cancel").json()["status"]) == (404, "cancelled")
    assert differences() == []


def test_strangers_and_rivals_find_nothing_and_change_nothing(town: Corner, transfer: Transfer, count: Count) -> None:
    sale_id, owner = uuid4(), actor(town.owner)
    sell(town, town.milk, "1", sale_id=sale_id)
    back = [TakenBack(town.milk.pk, level(town.milk).on_hand / level(town.milk).on_hand, "quarantine")]
    actions.take_back(shop_id=town.shop.pk, sale_id=sale_id, lines=back, reason="x", by=owner, at=MORNING)
    tally = actions.tally(count_id=count.pk, sku_id=town.milk.pk, counted=level(town.milk).on_hand, by=owner, at=MORNING)
    actions.track_batches(shop_id=town.shop.pk, sku_id=town.bread.pk, by=owner, at=MORNING)
    batch, aside, milk, shop = level(town.bread).batches.get(), Quarantine.objects.get(), town.milk.pk, str(town.shop.pk)
    posts: list[tuple[str, dict[str, object]]] = [
        ("setting/", {"shop": shop, "on": "1"}),
        (f"quarantine/{aside.pk}/", {"restock": "1"}),
        (f"batches/{batch.pk}/write-off/", {"shop": shop}),
        (f"articles/{milk}/receive/", {"quantity": "1", "cost": "1"}),
        (f"articles/{milk}/adjust/", {"quantity": "1", "reason": "lost"}),
        (f"articles/{milk}/count/", {"counted": "1"}),
        (f"articles/{milk}/limits/", {"safety": "1", "backorder_limit": "1"}),
        (f"articles/{milk}/batches/", {}),
        ("transfers/", {"shop": shop, "destination": str(transfer.destination_id), f"sku-{milk}": "1"}),
        (f"transfers/{transfer.pk}/ready/", {}),
        (f"transfers/{transfer.pk}/dispatch/", {}),
        (f"transfers/{transfer.pk}/receive/", {f"sku-{milk}": "1"}),
        (f"transfers/{transfer.pk}/cancel/", {}),
        ("counts/", {"shop": shop, "name": "Mine"}),
        (f"counts/{count.pk}/tally/", {"sku": str(milk), "counted": "1"}),
        (f"counts/{count.pk}/strike/{tally.pk}/", {}),
        (f"counts/{count.pk}/review/", {}),
        (f"counts/{count.pk}/post/", {}),
    ]
    gets = [f"?shop={shop}", f"articles/{milk}/", f"transfers/{transfer.pk}/", f"counts/{count.pk}/"]
    api_gets = [f"shops/{shop}/stock", f"shops/{shop}/stock/{milk}/movements", f"transfers/{transfer.pk}"]
    line = {"sku": str(milk), "quantity": "1"}
    api_posts: list[tuple[str, dict[str, object]]] = [
        (f"shops/{shop}/receipts", {"lines": [{**line, "unit_cost": {"amount": "1.00", "currency": "CNY"}}]}),
        (f"shops/{shop}/stock/adjustments", {**line, "reason": "lost"}),
        (f"shops/{shop}/transfers", {"destination": str(transfer.destination_id), "lines": [line]}),
        (f"transfers/{transfer.pk}/dispatch", {}),
        (f"transfers/{transfer.pk}/arrival", {"lines": [line]}),
        (f"transfers/{transfer.pk}/cancel", {}),
        (f"counts/{count.pk}/tally", {"sku": str(milk), "counted": "1"}),
        (f"counts/{count.pk}/post", {}),
        (f"counts/{count.pk}/cancel", {}),
        (f"shops/{shop}/counts", {"name": "Mine"}),
    ]
    asked = [f"/shop/stock/{address}" for address in [*gets, *(address for address, _fields in posts)]]
    asked += [f"/api/v1/{address}" for address in [*api_gets, *(address for address, _body in api_posts)]]
    ours = {route for route, module in routes(get_resolver()) if module.startswith("merchants.stock.")}
    assert ours - {resolve(address.partition("?")[0]).route for address in asked} == set()
    before = [standing(), *(list(model.objects.values()) for model in (Transfer, Count, CountLine, Tally, Quarantine, Setting))]
    for stranger in (town.rival, town.outsider, town.resident):
        api = Api(stranger)
        answers = [(address, send(stranger, address, **fields)) for address, fields in posts]
        answers += [(address, api.client.get(f"/shop/stock/{address}")) for address in gets]
        answers += [(address, api.get(address)) for address in api_gets] + [(address, api.post(address, body)) for address, body in api_posts]
        assert [(address, answer.status_code) for address, answer in answers if answer.status_code != 404] == []
    assert [(address, Api().post(address, body).status_code) for address, body in api_posts] == [(address, 401) for address, _body in api_posts]
    assert [standing(), *(list(model.objects.values()) for model in (Transfer, Count, CountLine, Tally, Quarantine, Setting))] == before


def test_a_count_sheet_takes_the_same_statements_however_long_it_is(town: Corner) -> None:
    client = Api(town.owner).client

    def asked() -> int:
        count = actions.plan_count(shop_id=town.shop.pk, name="All", sku_ids=[], key=uuid4().hex, by=actor(town.owner), at=MORNING)
        return len(statements(lambda: client.get(f"/shop/stock/counts/{count.pk}/")))

    few = asked()
    for number in range(4):
        receive(town, cast.article(town.shop, town.owner, name=f"Jam {number}"), "1", 100)
    assert asked() == few


def test_no_page_of_stock_has_a_style_or_script_of_its_own(town: Corner, transfer: Transfer, count: Count) -> None:
    for address in ("", f"articles/{town.milk.pk}/", "transfers/", f"transfers/{transfer.pk}/", "counts/", f"counts/{count.pk}/"):
        assert not re.search(r'<script(?![^>]*\bsrc=)|style="|onclick=', page(town.owner, address)), address
