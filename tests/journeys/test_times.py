"""A bakery gives its times, a neighbour books one, changes her mind too late, and the bakery rests a while."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ecosystem.kernel import clock
from merchants.orders.public import Order
from merchants.shops.models import Slot
from tests.journeys.browser import DESKTOP, PHONE, Door, Visitor
from tests.journeys.street import street

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(600)]
AN_ORDER = re.compile("/orders/[0-9a-f-]+/$")
SHOTS = os.environ.get("SHOTS")


def shot(visitor: Visitor, name: str) -> None:
    assert visitor.wider_than_window() <= 0, name
    if SHOTS:
        visitor.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_a_time_is_given_booked_asked_about_and_kept(door: Door, language: str, size: tuple[int, int]) -> None:
    town = street(now=clock.now(), days=0)
    shop, buyer = door.enter(town.owner, language, size=size), door.enter(town.resident, language, size=size)
    page = shop.open(f"/shop/{town.shop.pk}/slots/")
    week = page.locator("section[aria-labelledby='slots-pickup'] details").first
    week.locator("summary").click()
    week.locator("input[name='from']").fill("00:00")
    week.locator("input[name='until']").fill("23:30")
    week.locator("input[name='length']").fill("30")
    shot(shop, f"slots-form-{language}")
    week.locator("button").click()
    expect(page.locator(".slot-week .slot").first).to_be_visible()
    shot(shop, f"slots-{language}")

    page = buyer.open(f"/s/{town.shop.pk}/")
    with page.expect_response(re.compile("/basket/put/")):
        page.locator(f".goods-item:has(input[value='{town.skus[0].pk}']) [data-step='1']").click()
    page.locator("#basket-bar a").click()
    times = page.locator(f"select[name='slot-pickup-{town.shop.pk}']")
    wanted = times.locator("option").nth(5).get_attribute("value")
    times.select_option(wanted)
    shot(buyer, f"basket-{language}")
    page.locator("form[action='/basket/pay/'] button.only-pickup").click()
    page.wait_for_url(AN_ORDER)
    order = Order.objects.get()
    assert order.slot_from is not None
    assert order.slot_from == datetime.fromisoformat(str(wanted))
    assert Slot.objects.get().orders == 1

    board = shop.open("/shop/orders/")
    expect(board.locator("#switch")).to_be_visible()
    card = board.locator(f"#order-{order.pk}")
    card.locator("details summary").click()
    shot(shop, f"board-decline-{language}")
    card.locator("details summary").click()
    card.locator("form[action$='/accept/'] button").click()
    expect(board.locator(f"#order-{order.pk} form[action$='/ready/']")).to_be_visible()
    ask = page.locator("form[action$='/ask-to-cancel/'] button")
    expect(ask).to_be_visible()
    ask.click()
    expect(page.locator("form[action$='/ask-to-cancel/']")).to_have_count(0)
    shot(buyer, f"order-asked-{language}")
    expect(board.locator(".board-asked")).to_be_visible()
    shot(shop, f"board-asked-{language}")
    board.locator("form[action$='/go-on/'] button").click()
    expect(board.locator(".board-asked")).to_have_count(0)
    board.locator("[data-ring-on]").click()
    expect(board.locator("[data-ring-said]")).to_be_visible()

    board.locator("#switch details").nth(1).locator("summary").click()
    shot(shop, f"pause-menu-{language}")
    board.locator("form[action$='/pause/'] button").first.click()
    expect(board.locator("#switch .mark-badge[data-tone='warn']")).to_be_visible()
    shot(shop, f"paused-{language}")
    missing = shop.open(f"/shop/after-sale/orders/{order.pk}/short/")
    expect(missing.locator("input[name='take-1']")).to_be_visible()
    shot(shop, f"short-{language}")
    serving = shop.open(f"/shop/{town.shop.pk}/serving/")
    expect(serving.locator("input[name='prep']")).to_be_visible()
    shot(shop, f"serving-{language}")
    assert shop.faults == buyer.faults == []
