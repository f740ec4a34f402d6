"""A pickup point on three screens: offered, brought to, chosen in the basket, dropped with a picture and collected by code."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import expect

from ecosystem.ledger.public import available_of, balance_of
from merchants.orders.public import Order
from merchants.points.public import Parcel
from tests import cast
from tests.cast import MORNING, Corner
from tests.journeys.browser import DESKTOP, Door, Visitor
from tests.pictures import PHONE_JPEG
from tests.riding import estate
from tests.trading import differences

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]
SHOTS = os.environ.get("SHOTS")


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


def shot(visitor: Visitor, name: str) -> None:
    assert visitor.wider_than_window() <= 0, name
    if SHOTS:
        visitor.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def test_a_neighbour_collects_at_the_shop_next_door(door: Door, town: Corner) -> None:
    estate()
    with time_machine.travel(MORNING, tick=True):
        receiver, shop, buyer = door.enter(town.rival, "zh-hans"), door.enter(town.owner, "en", size=DESKTOP), door.enter(town.resident, "zh-hans")
        page = receiver.open("/shop/points/")
        page.locator("[name=fee]").fill("0.80")
        page.locator("[name=capacity]").fill("1")
        shot(receiver, "offer")
        page.locator("form[action$='/offer/'] button").click()
        page.wait_for_selector("form[action$='/close/']")
        page = shop.open("/shop/orders/")
        page.locator("a[href='/shop/points/']").first.click()
        page.wait_for_selector("form[action$='/bring/']")
        page.locator("form[action$='/bring/'] [name=fee]").fill("1.20")
        shot(shop, "bring")
        page.locator("form[action$='/bring/'] button").click()
        page.wait_for_selector("form[action$='/stop/']")

        page = buyer.open(f"/s/{town.shop.pk}/")
        with page.expect_response(re.compile("/basket/put/")):
            page.locator(f".goods-item:has(input[value='{town.milk.pk}']) [data-step='1']").click()
        page.locator("#basket-bar a").click()
        page.locator("input[value=point]").check()
        expect(page.locator("#point option")).to_contain_text("¥2.00")
        expect(page.locator("div.only-point p").first).to_contain_text("米")
        shot(buyer, "choose")
        page.locator("button.only-point").click()
        page.wait_for_url("**/orders/*/")
        order = Order.objects.get()
        assert order.delivery_fee_minor == 200

        page = shop.open(f"/shop/orders/{order.pk}/")
        for name in ("accept", "ready", "send"):
            page.locator(f"form[action$='/{name}/'] button").first.click()
            page.wait_for_selector(f"form[action$='/{name}/']", state="detached")
        page.wait_for_selector("#drop-photos")
        shot(shop, "to-drop")
        page.locator("#drop-photos").set_input_files({"name": "counter.jpg", "mimeType": "image/jpeg", "buffer": PHONE_JPEG})
        page.locator("form[action$='/drop/'] button").click()
        page.wait_for_url("**/shop/deliveries/")
        page = buyer.open(f"/orders/{order.pk}/")
        digits = page.locator(".pickup-number strong").inner_text()
        shot(buyer, "lies-there")
        page = receiver.open("/shop/points/")
        page.wait_for_selector(".parcel-code")
        shot(receiver, "parcels")
        page.locator(".parcel-code").fill(digits)
        page.locator("form[action$='/collect/'] button").click()
        page.wait_for_selector("#parcels .parcel-row", state="detached")
        shot(receiver, "handed-out")
    assert [visitor.faults for visitor in (receiver, shop, buyer)] == [[], [], []]
    assert (Parcel.objects.get().status, balance_of(available_of(town.rival_shop.party_id)), differences()) == ("collected", 80, [])
