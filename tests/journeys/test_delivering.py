"""A bakery draws where it delivers, and a neighbour reads what bringing it to her door costs before she pays."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ecosystem.kernel import clock
from merchants.orders.public import Order
from merchants.shops.models import DeliveryZone
from tests.journeys.browser import DESKTOP, PHONE, Door, Visitor
from tests.journeys.street import street

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(600)]
SHOTS = os.environ.get("SHOTS")


def shot(visitor: Visitor, name: str) -> None:
    assert visitor.wider_than_window() <= 0, name
    if SHOTS:
        visitor.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_an_area_is_drawn_and_its_fee_is_read_before_it_is_paid(door: Door, language: str, size: tuple[int, int]) -> None:
    town = street(now=clock.now(), days=0)
    shop, buyer = door.enter(town.owner, language, size=size), door.enter(town.resident, language, size=size)
    page = shop.open(f"/shop/{town.shop.pk}/zones/")
    expect(page.locator("#zones-map canvas").first).to_be_visible()
    page.locator(".zone-edit summary").last.click()
    form = page.locator(".zone-edit[open] form")
    form.locator("input[value='outline']").check()
    box = page.locator("#zones-map").bounding_box()
    assert box
    for across, down in ((0.3, 0.2), (0.7, 0.2), (0.7, 0.8), (0.3, 0.8), (0.5, 0.5)):
        page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
    form.locator("[data-undo]").click()
    assert len(form.locator("textarea").input_value().splitlines()) == 4
    form.locator("input[name='name']").fill("Around us")
    form.locator("input[name='fee']").fill("4.50")
    form.locator("input[name='least']").fill("0")
    form.locator("input[name='above']").fill("500")
    shot(shop, f"zones-drawn-{language}")
    form.locator("button.btn-primary").click()
    expect(page.locator(".zone")).to_have_count(2)
    page.locator(".zone form[action$='/first/'] button").click()
    expect(page.locator(".zone").first).to_contain_text("Around us")
    shot(shop, f"zones-{language}")
    assert DeliveryZone.objects.get(shop=town.shop, position=1).fee_minor == 450

    page = buyer.open(f"/s/{town.shop.pk}/")
    with page.expect_response(re.compile("/basket/put/")):
        page.locator(f".goods-item:has(input[value='{town.skus[0].pk}']) [data-step='1']").click()
    page.locator("#basket-bar a").click()
    page.locator("input[name='channel'][value='delivery']").check()
    with page.expect_response(re.compile("/basket/price/")):
        page.locator("select[name='landmark']").select_option(town.landmark.code)
    expect(page.locator("#price")).to_contain_text("4.50")
    page.locator("input[name='door']").fill("3-201")
    shot(buyer, f"basket-brought-{language}")
    page.locator("form[action='/basket/pay/'] button.only-delivery").click()
    page.wait_for_url(re.compile("/orders/[0-9a-f-]+/$"))
    assert Order.objects.get().delivery_fee_minor == 450
    page = buyer.open(f"/s/{town.shop.pk}/")
    with page.expect_response(re.compile("/basket/put/")):
        page.locator(f".goods-item:has(input[value='{town.skus[0].pk}']) [data-step='1']").click()
    page.locator("#basket-bar a").click()
    page.locator("input[name='channel'][value='delivery']").check()
    expect(page.locator("select[name='address']")).not_to_have_value("")
    expect(page.locator("input[name='door']")).to_be_hidden()
    shot(buyer, f"basket-again-{language}")
