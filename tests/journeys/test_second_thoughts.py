"""What people do with a page besides reading it: press twice, go back, send an old one, lose the network."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from ecosystem.kernel import clock
from ecosystem.ledger.public import balance_of, deposit_of
from merchants.catalog.public import Sku
from merchants.orders.public import Order
from tests.journeys.browser import Door, Visitor
from tests.journeys.street import Street, street

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(600)]
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
# Kept by the window: what the pressed button says of itself while its answer is on the way.
BUSY = """() => document.addEventListener("click", event => {
  const button = event.target.closest("button");
  setTimeout(() => sessionStorage.setItem("busy", button.getAttribute("aria-disabled")), 50);
})"""
PAY = "form[action='/basket/pay/'] button.only-pickup"
AN_ORDER = re.compile("/orders/[0-9a-f-]+/$")
CHINESE = re.compile("[一-鿿]")


def _ready_to_pay(door: Door, language: str) -> tuple[Street, Visitor]:
    """A resident before her basket with one loaf in it."""
    town = street(now=clock.now(), days=0)
    visitor = door.enter(town.resident, language)
    page = visitor.open(f"/s/{town.shop.pk}/")
    with page.expect_response(re.compile("/basket/put/")):
        page.locator(f".goods-item:has(input[value='{town.skus[0].pk}']) [data-step='1']").click()
    page.locator("#basket-bar a").click()
    expect(page.locator(PAY)).to_be_visible()
    return town, visitor


def _money(town: Street) -> int:
    return balance_of(deposit_of(town.resident.party_id))


def _speaks(page: Page, language: str, *texts: str) -> None:
    for text in texts:
        assert bool(CHINESE.search(text)) == (language == "zh-hans"), f"{page.url}: {text}"


@LANGUAGES
def test_pressing_pay_twice_and_going_back_to_press_again_pays_once(door: Door, language: str) -> None:
    town, visitor = _ready_to_pay(door, language)
    page, before = visitor.page, _money(town)
    page.locator(PAY).dblclick()
    page.wait_for_url(AN_ORDER)
    page.go_back()
    # The page is asked for anew: the basket is empty, and there is nothing to press a second time.
    expect(page.locator(".empty-state")).to_be_visible()
    expect(page.locator(PAY)).to_have_count(0)
    assert Order.objects.count() == 1
    assert _money(town) == before - 1_880
    assert visitor.faults == []


@LANGUAGES
def test_a_page_left_open_while_the_price_rose_charges_nothing_and_shows_the_new_price(door: Door, language: str) -> None:
    town, visitor = _ready_to_pay(door, language)
    page, before = visitor.page, _money(town)
    Sku.objects.filter(pk=town.skus[0].pk).update(price_minor=1_990)
    page.locator(PAY).click()
    alert = page.locator("main [role=alert]")
    expect(alert).to_contain_text("quote_changed")
    _speaks(page, language, *alert.locator("p:not(.note-code)").all_inner_texts())
    expect(page.locator(PAY)).to_contain_text("¥19.90")
    assert (Order.objects.count(), _money(town)) == (0, before)
    page.locator(PAY).click()
    page.wait_for_url(AN_ORDER)
    assert _money(town) == before - 1_990


@LANGUAGES
def test_a_refused_form_leaves_her_where_she_was(door: Door, language: str) -> None:
    town, visitor = _ready_to_pay(door, language)
    page, before = visitor.page, _money(town)
    town.shop.__class__.objects.filter(pk=town.shop.pk).update(selling=False)
    page.locator(PAY).click()
    note = page.locator(".toast-note[data-tone=bad]")
    expect(note.locator(".note-code")).to_have_text("shop_closed")
    _speaks(page, language, *note.locator("p:not(.note-code)").all_inner_texts())
    expect(page.locator(PAY)).to_be_visible()
    assert page.url.endswith("/basket/")
    assert (Order.objects.count(), _money(town)) == (0, before)


@LANGUAGES
def test_without_a_network_nothing_is_done_and_the_page_says_so_then_goes_on(door: Door, language: str) -> None:
    """What may wait for a network is told in test_offline.py; paying is never among it."""
    town, visitor = _ready_to_pay(door, language)
    page, before = visitor.page, _money(town)
    page.context.set_offline(True)
    page.locator(PAY).click()
    toast = page.locator(".toast-note[data-tone=bad]")
    expect(toast).to_be_visible()
    _speaks(page, language, toast.locator("p").inner_text())
    page.context.set_offline(False)
    page.reload()
    expect(page.locator(PAY)).to_contain_text("¥18.80")
    assert (Order.objects.count(), _money(town)) == (0, before)
    page.locator(PAY).click()
    page.wait_for_url(AN_ORDER)
    assert (Order.objects.count(), _money(town)) == (1, before - 1_880)


def _slowly(route: Route) -> None:
    """A network that carries everything, only late."""
    time.sleep(1.5)
    route.continue_()


@LANGUAGES
def test_on_a_slow_network_the_button_is_busy_and_a_second_press_sends_nothing(door: Door, language: str) -> None:
    _town, visitor = _ready_to_pay(door, language)
    page = visitor.page
    page.evaluate(BUSY)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.route("**/basket/pay/", _slowly)
    page.locator(PAY).evaluate("button => button.scrollIntoView({ block: 'center' })")
    place = page.locator(PAY).bounding_box()
    assert place is not None
    # The hand alone: a locator would wait until the page is there.
    for _press in range(3):
        page.mouse.click(place["x"] + 20, place["y"] + 20)
    page.wait_for_url(AN_ORDER)
    assert page.evaluate("sessionStorage.getItem('busy')") == "true"
    assert len(sent) == 1
    assert Order.objects.count() == 1
    assert visitor.faults == []
