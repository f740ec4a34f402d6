"""A phone that loses its network: the app is still there, what may wait waits and is sent once, paying never, and nothing of the bank's is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, expect
from pytest_django import Settings

from merchants.orders.public import Order
from residents.baskets.models import BasketLine
from tests import cast
from tests.journeys.browser import PHONE, Door, Site, Visitor
from tests.trading import order_in, put

pytestmark = [pytest.mark.journey, pytest.mark.browser]
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  }
  return found;
}"""
LOOKS_AGAIN = """() => new Promise(done => {
  document.body.addEventListener("htmx:sendError", () => setTimeout(done, 100), { once: true });
  document.body.dispatchEvent(new CustomEvent("live:orders", { bubbles: true }));
})"""
# What the worker may keep: files that are the same for everybody, the page that says that there is no network, the counter's empty shell.
NOBODYS = re.compile(r"^(/static/.*|/offline/|/shop/till/shell/)$")
MOST_BYTES = 170 * 1024


def ready(visitor: Visitor) -> None:
    visitor.page.wait_for_function("() => navigator.serviceWorker.ready.then(() => !!navigator.serviceWorker.controller)")


def cut_off(visitor: Visitor, off: bool) -> None:
    visitor.context.set_offline(off)
    visitor.page.wait_for_function("on => navigator.onLine === on", arg=not off)


def test_what_waits_is_sent_once_and_nothing_of_the_banks_is_kept(door: Door) -> None:
    town = cast.corner()
    order, other = order_in("paid", town), order_in("paid", town)
    put(town.resident, town.milk, "1")
    keeper = door.enter(town.owner, "en", workers="allow")
    page = keeper.open("/shop/orders/")
    ready(keeper)
    cut_off(keeper, True)
    # The board looks again by itself, by its clock or when told of news; that it can't is no news.
    page.evaluate(LOOKS_AGAIN)
    assert page.locator("#toasts .toast-note").count() == 0
    for each in (order, other):
        page.locator(f"#order-{each.pk} form[data-later] button").click()
    expect(page.locator("#later")).to_have_text("Waiting to be sent (2)")
    page.locator(f"#order-{other.pk} form[data-later] button").click()
    expect(page.locator("#later")).to_have_text("Waiting to be sent (2)")
    assert set(Order.objects.values_list("status", flat=True)) == {"paid"}
    assert keeper.page.evaluate("() => localStorage.getItem('kept-actions').includes('csrfmiddlewaretoken')") is False
    cut_off(keeper, False)
    expect(page.locator("#later")).to_be_hidden()
    expect(page.locator(f"#order-{order.pk} .btn-primary")).to_have_text("Ready")
    assert set(Order.objects.values_list("status", flat=True)) == {"accepted"}

    buyer = door.enter(town.resident, "en", workers="allow")
    page = buyer.open("/basket/")
    ready(buyer)
    for path in ("/wallet/", "/notices/", f"/orders/{order.pk}/", "/me/data/", "/basket/"):
        buyer.open(path)
    cut_off(buyer, True)
    more = page.locator("[data-stepper] [data-step='1']")
    more.click()
    more.click()
    expect(page.locator("#later")).to_have_text("Waiting to be sent (1)")
    # Paying is not among what may wait.
    page.locator("button.only-pickup").click()
    expect(page.locator("#toasts")).to_contain_text("No answer from us")
    expect(page.locator("#later")).to_have_text("Waiting to be sent (1)")
    assert (BasketLine.objects.get().quantity, Order.objects.count()) == (1, 2)
    kept = page.evaluate(KEPT)
    assert kept and [path for path in kept if not NOBODYS.match(path)] == []
    assert page.evaluate("() => Object.keys(localStorage)") == ["kept-actions"]
    page.goto(f"{buyer.site.url}/orders/")
    expect(page.locator("h1").first).to_be_visible()
    assert page.locator("section[lang]").count() == 2
    cut_off(buyer, False)
    page.goto(f"{buyer.site.url}/basket/")
    expect(page.locator("#later")).to_be_hidden()
    expect(page.locator("[data-stepper] input")).to_have_value("3")
    assert BasketLine.objects.get().quantity == 3


@pytest.fixture
def collected(settings: Settings, tmp_path: Path, committed: str) -> Iterator[Site]:
    """The site as it is served: hashed and compressed files."""
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = False
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    site = Site()
    site.start()
    yield site
    site.stop()


def weighed(browser: Browser, site: Site, path: str) -> int:
    """Bytes that came over the wire for a first visit, as Chromium counts them, headers and all."""
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, locale="zh-CN", service_workers="block")
    page = context.new_page()
    line: Any = context.new_cdp_session(page)
    total: list[float] = []
    line.on("Network.loadingFinished", lambda event: total.append(event["encodedDataLength"]))
    line.send("Network.enable")
    page.goto(site.url + path, wait_until="networkidle")
    context.close()
    return int(sum(total))


def test_the_first_page_on_a_phone_is_light(chromium: Browser, collected: Site) -> None:
    weights = {path: weighed(chromium, collected, path) for path in ("/", "/nearby/")}
    assert max(weights.values()) <= MOST_BYTES, weights
