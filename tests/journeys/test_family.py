"""A mother asks her daughter to pay, orders on her phone in large type, and the daughter sees what she paid and ends it."""

from __future__ import annotations

import os

import pytest

from ecosystem.kernel import clock
from merchants.orders.public import Order
from residents.family.models import Arrangement
from tests import cast
from tests.cast import Corner
from tests.journeys.browser import Door, Visitor
from tests.journeys.looking import SCREENS
from tests.trading import put

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner()


def seen(visitor: Visitor, name: str) -> None:
    """It fits; photographed where somebody asks for pictures."""
    assert visitor.wider_than_window() <= 0, name
    if os.environ.get("SCREENS"):
        visitor.page.screenshot(path=SCREENS / f"family-{name}.png", full_page=True)


def test_a_daughter_pays_for_her_mother(door: Door, town: Corner) -> None:
    daughter = cast.person("阿敏", money_minor=10_000, at=clock.now())
    put(town.resident, town.milk, "2")
    mothers, hers = door.enter(town.resident, "zh-hans", size=(390, 844)), door.enter(daughter, "en", size=(390, 844))
    page = mothers.open("/wallet/")
    page.locator("a[href='/family/']").click()
    page.locator("#called").fill("女儿")
    seen(mothers, "nobody")
    page.locator("form[action='/family/ask/'] button").click()
    page.wait_for_selector("#link")
    seen(mothers, "link")
    link = page.locator("#link").input_value()

    other = hers.page
    other.goto(link)
    seen(hers, "answer")
    other.locator("#cap").fill("30")
    other.locator("button[value=yes]").click()
    other.wait_for_url("**/family/")

    page = mothers.open("/basket/")
    way = page.locator("input[name=method][value^='family/']")
    way.check()
    seen(mothers, "basket")
    page.locator("#price button.only-pickup").click()
    page.wait_for_url("**/orders/**")
    seen(mothers, "order")
    order = Order.objects.get()
    assert (order.tender, order.buyer_id) == ("family", town.resident.party_id) and "女儿" in page.locator("main").inner_text()

    other.reload()
    assert "Corner" in other.locator("main").inner_text() and "Milk" not in other.locator("main").inner_text()
    seen(hers, "paid")
    other.locator("form[action$='/end/'] button").click()
    other.wait_for_selector("form[action$='/cap/']", state="detached")
    assert Arrangement.objects.get().status == "ended"
    assert not mothers.faults and not hers.faults
