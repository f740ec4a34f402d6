"""A guest scans the code of her table, pays and is served there; for a neighbour on the phone the till says what bringing it costs."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ecosystem.kernel import clock
from merchants.orders.public import Order
from merchants.shops.models import Shop
from tests import counter
from tests.journeys.browser import DESKTOP, PHONE, Door, Visitor
from tests.journeys.street import Street, street

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(600)]
SHOTS = os.environ.get("SHOTS")


def shot(visitor: Visitor, name: str) -> None:
    assert visitor.wider_than_window() <= 0, name
    if SHOTS:
        visitor.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_a_guest_is_served_at_her_table_and_a_caller_hears_the_fee(door: Door, language: str, size: tuple[int, int]) -> None:
    town = street(now=clock.now(), days=0)
    shop, guest = door.enter(town.owner, language, size=size), door.enter(town.resident, language, size=size)
    page = shop.open(f"/shop/{town.shop.pk}/tables/")
    page.locator("#names").fill("4")
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".table-names li")).to_have_count(4)
    shot(shop, f"tables-{language}")
    assert Shop.objects.get(pk=town.shop.pk).tables == ["1", "2", "3", "4"]

    page = guest.open(f"/s/{town.shop.pk}/?place=4")
    shot(guest, f"table-shop-{language}")
    with page.expect_response(re.compile("/basket/put/")):
        page.locator(f".goods-item:has(input[value='{town.skus[0].pk}']) [data-step='1']").click()
    page.locator("#basket-bar a").click()
    expect(page.locator("input[name='channel'][value='dine_in']")).to_be_checked()
    expect(page.locator("form[action='/basket/pay/'] button.btn-lg:visible")).to_have_count(1)
    shot(guest, f"table-basket-{language}")
    page.locator("form[action='/basket/pay/'] button.only-table").click()
    page.wait_for_url(re.compile("/orders/[0-9a-f-]+/$"))
    shot(guest, f"table-order-{language}")
    order = Order.objects.get()
    assert (order.channel, order.table, order.delivery_fee_minor) == ("dine_in", "4", 0)

    page = shop.open("/shop/orders/")
    if size == DESKTOP:
        # By keys alone, which somebody has to ask for.
        page.keyboard.press("j")
        expect(page.locator(".board-card[data-chosen]")).to_have_count(0)
        page.locator("[data-keys]").click()
        page.keyboard.press("j")
        expect(page.locator(f"#order-{order.pk}[data-chosen]")).to_be_visible()
        page.keyboard.press("a")
    else:
        page.locator(f"#order-{order.pk} form[action$='/accept/'] button").click()
    served = page.locator(f"#order-{order.pk} form[action$='/hand-over/'] button")
    expect(served).to_be_visible()
    shot(shop, f"table-board-{language}")
    served.click()
    expect(page.locator(f"#order-{order.pk}")).to_have_count(0)
    assert Order.objects.get().status == "completed"
    _by_phone(shop, town, language)


def _by_phone(shop: Visitor, town: Street, language: str) -> None:
    card = counter.customer(town, "吴阿姨", limit_minor=100_000, phone="13812345678")  # type: ignore[arg-type]
    page = shop.open(f"/shop/till/?shop={town.shop.pk}")
    expect(page.locator(".till-choice").first).to_be_visible()
    for _ in range(4):
        page.locator(".till-choice").first.click()
    page.locator(".till-tenders label", has=page.locator("[value=tab]")).click()
    page.locator("#customer").fill("1381")
    expect(page.locator(f"[name=card][value='{card.pk}']")).to_be_checked()
    page.locator(".till-tenders label", has=page.locator("[name=handover][value=delivery]")).click()
    expect(page.locator("[data-fee-row]")).to_be_visible()
    fee = page.locator("[data-fee]").inner_text()
    page.locator("#deliver-to").fill("松涛苑 3-201")
    shot(shop, f"phone-fee-{language}")
    with page.expect_response(re.compile("/phone-orders")) as answer:
        page.locator("[data-pay]").click()
    assert answer.value.status == 201
    taken = Order.objects.get(channel="delivery")
    assert fee == f"¥{taken.delivery_fee_minor / 100:.2f}"
