"""A bakery draws where it delivers, a neighbour reads what bringing it to her door costs before she pays, and whoever brings it says where."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ecosystem.identity.public import Person
from ecosystem.kernel import clock
from merchants.delivery import actions as riding
from merchants.orders.public import Order, accept_order, code_of, mark_ready
from merchants.shops.models import DeliveryZone
from tests.cast import STREET, actor
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
    order = Order.objects.get()
    assert order.delivery_fee_minor == 450
    _handed_over(shop, order, town.owner, language)
    # The page that was open the while looks no more, says what may be done afterwards, and was not loaded again.
    expect(page.locator("#main > #order")).not_to_have_attribute("hx-get", re.compile("open"))
    expect(page.locator("#main [hx-get*='review']").first).to_be_attached()
    page = buyer.open(f"/s/{town.shop.pk}/")
    with page.expect_response(re.compile("/basket/put/")):
        page.locator(f".goods-item:has(input[value='{town.skus[0].pk}']) [data-step='1']").click()
    page.locator("#basket-bar a").click()
    page.locator("input[name='channel'][value='delivery']").check()
    expect(page.locator("select[name='address']")).not_to_have_value("")
    expect(page.locator("input[name='door']")).to_be_hidden()
    shot(buyer, f"basket-again-{language}")


def _handed_over(rider: Visitor, order: Order, person: Person, language: str) -> None:
    """Her phone is asked each time anew: a place that it may not tell, or does not know, keeps nobody waiting; far from the door needs a picture."""
    by = {"by": actor(person)}
    accept_order(order_id=order.pk, at=clock.now(), **by)
    mark_ready(order_id=order.pk, at=clock.now(), **by)
    ride = riding.claim(order_id=order.pk, at=clock.now(), **by)
    riding.pick_up(delivery_id=ride.pk, at=clock.now(), **by)
    page, context = rider.open(f"/shop/deliveries/{ride.pk}/"), rider.context
    wrong, right = f"{(int(code_of(order.pk)) + 1) % 10_000:04d}", code_of(order.pk)
    door, away = ({"latitude": float(STREET[0]) + north, "longitude": float(STREET[1])} for north in (0.001, 0.01))

    def handed(code: str, refusal: str) -> None:
        page.locator("#code").fill(code)
        page.locator("form[action$='/deliver/'] button.btn-primary").click()
        if refusal:
            expect(page.locator(".toast-note .note-code").last).to_have_text(refusal)
            page.locator(".toast-note").last.evaluate("note => note.remove()")

    context.grant_permissions([])
    handed(wrong, "wrong_door_code")
    context.grant_permissions(["geolocation"])
    context.set_geolocation(None)
    handed(wrong, "wrong_door_code")
    context.set_geolocation(away)
    handed(right, "far_from_door")
    shot(rider, f"far-{language}")
    context.set_geolocation(door)
    handed(right, "")
    page.wait_for_url(re.compile("/shop/deliveries/$"))
    ride.refresh_from_db()
    assert (ride.status, ride.place) == ("delivered", "near")
