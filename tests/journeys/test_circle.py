"""A resident's errand: found by pinyin, bought at two shops in one payment, weighed, followed, collected, given back in part, reviewed."""

from __future__ import annotations

import os
import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from ecosystem.identity.public import Membership, Person
from ecosystem.kernel import clock
from ecosystem.ledger.public import balance_of, deposit_of
from merchants.aftersale.actions import agree
from merchants.aftersale.models import Case
from merchants.orders.public import Order, accept_order, code_of, hand_over, mark_ready
from merchants.reviews.models import Review
from merchants.shops.public import Shop
from tests import cast
from tests.cast import actor
from tests.journeys.browser import Door, Visitor
from tests.journeys.street import street
from tests.trading import differences

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(600)]
SHOTS = os.environ.get("SHOTS")


def looked_at(visitor: Visitor, name: str) -> None:
    assert visitor.wider_than_window() <= 0, name
    if SHOTS:
        visitor.page.wait_for_load_state("networkidle")
        visitor.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def find(page: Page, typed: str, shop: Shop) -> None:
    """Type it on the page of what is near, and go to the shop that is found."""
    page.fill("#q", typed)
    row = page.locator(f"#list .shop-row > a[href='/s/{shop.pk}/']")
    expect(page.locator("#list .shop-row")).to_have_count(1)
    row.click()
    page.wait_for_selector(".goods-item")


def keeper_of(shop: Shop) -> Person:
    return Person.objects.get(pk=Membership.objects.get(party=shop.party_id, role="owner").person_id)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_found_by_pinyin_bought_at_two_shops_weighed_collected_and_reviewed(door: Door, language: str) -> None:
    town = street(now=clock.now(), days=0)
    greens = Shop.objects.get(name_zh="河边菜摊")
    grocer, baker = keeper_of(greens), actor(town.owner)
    tomatoes = cast.article(greens, grocer, name="番茄", price_minor=800, unit="kg", at=clock.now())
    buyer = door.enter(town.resident, language)
    page, before = buyer.open("/nearby/"), balance_of(deposit_of(town.resident.party_id))
    page.locator("form.places button").first.click()
    page.wait_for_selector("#search")
    find(page, "fanqie", greens)
    looked_at(buyer, f"circle-greens-{language}")
    taken = page.locator(f".goods-item:has(input[value='{tomatoes.pk}'])")
    with page.expect_response(re.compile("/basket/put/")):
        taken.locator("[data-step='1']").click()
    with page.expect_response(re.compile("/basket/put/")):
        taken.locator("input[name=quantity]").fill("1.2")
        taken.locator("input[name=quantity]").press("Tab")
    page.goto(f"{door.site.url}/nearby/")
    find(page, "ghmbf", town.shop)
    for sku in town.skus[:2]:
        with page.expect_response(re.compile("/basket/put/")):
            page.locator(f".goods-item:has(input[value='{sku.pk}']) [data-step='1']").click()
    page.locator("#basket-bar a").click()
    page.wait_for_selector("form.pay-card")
    assert sorted(page.locator("[data-stepper] input").evaluate_all("all => all.map(one => one.value)")) == ["1", "1", "1.2"]
    looked_at(buyer, f"circle-basket-{language}")
    page.locator("form[action='/basket/pay/'] button.only-pickup").click()
    page.wait_for_url(re.compile("/errands/[0-9a-f-]+/$"))
    expect(page.locator(".order-card")).to_have_count(2)
    looked_at(buyer, f"circle-errand-{language}")
    assert balance_of(deposit_of(town.resident.party_id)) == before - 960 - 1_880 - 1_250

    weighed = Order.objects.get(shop=greens)
    _weighed(door, buyer, weighed, grocer, language)
    assert balance_of(deposit_of(town.resident.party_id)) == before - 840 - 1_880 - 1_250

    order = Order.objects.get(shop=town.shop)
    buyer.open(f"/orders/{order.pk}/")
    accept_order(order_id=order.pk, by=baker, at=clock.now())
    mark_ready(order_id=order.pk, by=baker, at=clock.now())
    expect(page.locator(".pickup-number")).to_contain_text(order.number)
    digits = page.locator(".pickup-number strong").inner_text()
    hand_over(order_id=order.pk, shown=digits, key=uuid4().hex, by=baker, at=clock.now())
    # The page that was open says by itself what may be done now.
    page.locator(f"a[href='/after-sale/orders/{order.pk}/']").click()
    page.locator("#take-2").fill("1")
    looked_at(buyer, f"circle-back-{language}")
    page.locator("main form button.btn-primary").click()
    page.wait_for_selector("#case")
    agree(case_id=Case.objects.get(order=order).pk, key=uuid4().hex, by=baker, at=clock.now())
    expect(page.locator("#case [data-tone=good]").first).to_be_visible()
    assert balance_of(deposit_of(town.resident.party_id)) == before - 840 - 1_880

    page.goto(f"{door.site.url}/orders/{order.pk}/")
    page.locator("a.btn-primary[href^='/reviews/orders/']").click()
    page.locator(".stars-choice label").nth(4).click()
    page.locator("#text").fill("面包还是热的" if language == "zh-hans" else "Still warm")
    looked_at(buyer, f"circle-review-{language}")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(lambda url: "/reviews/orders/" not in url)
    assert Review.objects.get().order_id == order.pk
    assert (buyer.faults, differences()) == ([], [])


def _weighed(door: Door, buyer: Visitor, order: Order, grocer: Person, language: str) -> None:
    """1.05 kg of the 1.2 that were paid: the buyer, whose page is open, sees each step and has the difference at once."""
    page = buyer.open(f"/orders/{order.pk}/")
    accept_order(order_id=order.pk, by=actor(grocer), at=clock.now())
    mark_ready(order_id=order.pk, by=actor(grocer), at=clock.now())
    expect(page.locator(".pickup-number")).to_contain_text(order.number)
    looked_at(buyer, f"circle-ready-{language}")
    shop = door.enter(grocer, language)
    counter = shop.open(f"/shop/after-sale/orders/{order.pk}/short/")
    counter.fill("#take-1", "0.15")
    counter.fill("input[name='code']", code_of(order.pk))
    looked_at(shop, f"circle-weighed-{language}")
    counter.locator("main form button.btn-primary").click()
    expect(page.locator(".steps-line li").last).to_have_attribute("data-state", "done")
    expect(page.locator("main")).to_contain_text("¥1.20")
    looked_at(buyer, f"circle-weighed-back-{language}")
    assert shop.faults == []
