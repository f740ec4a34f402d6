"""Days on which something around a resident is out of order: each page says so, and what she can do."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path
from uuid import uuid4

import pytest
from csp.constants import SELF
from django.db import transaction
from playwright.sync_api import expect
from pytest_django import Settings

from ecosystem.kernel import clock
from merchants.orders.public import Order, accept_order
from merchants.shops.suspending import suspend_selling
from merchants.vouchers.actions import buy_voucher, define_product, refund_suspended
from tests import cast
from tests.cast import actor
from tests.journeys.browser import Door, Visitor
from tests.journeys.street import Street, street
from tests.trading import Api, put

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(600)]
SHOTS = os.environ.get("SHOTS")
SAYS = {
    "map": {"zh-hans": "地图服务没有响应", "en": "The map service does not answer"},
    "position": {"zh-hans": "没有取得定位", "en": "did not tell its position"},
    "push": {"zh-hans": "浏览器", "en": "Allow notifications for this site in the browser's settings"},
}
CHINESE = re.compile("[一-鿿]")
DRAWN = "() => document.querySelector('#map canvas').toDataURL()"


def looked_at(visitor: Visitor, name: str) -> None:
    assert visitor.wider_than_window() <= 0, name
    if SHOTS:
        visitor.page.wait_for_load_state("networkidle")
        visitor.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.fixture
def no_tiles(settings: Settings) -> None:
    """A map service at an address where nobody listens any more."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        origin = f"http://127.0.0.1:{gone.getsockname()[1]}"
    settings.MAP_TILES_URL, settings.MAP_TILES_CREDIT = origin + "/{z}/{x}/{y}.png", "Tiles & Co"
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**directives, "img-src": [SELF, "data:", origin]}}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_out_of_order_is_said_with_what_to_do(door: Door, no_tiles: None, language: str) -> None:
    town = street(now=clock.now(), days=0)
    visitor = door.enter(town.resident, language)
    _where_is_not_told(visitor, language)
    _map_tiles_gone(visitor, language)
    _push_refused(visitor, language)
    _shop_stopped(visitor, town, language)


def _where_is_not_told(visitor: Visitor, language: str) -> None:
    """Refused or unknown, she chooses from the list; told, it is as good as a place of the list."""
    page, context = visitor.open("/nearby/"), visitor.context
    for allowed in ([], ["geolocation"]):
        context.grant_permissions(allowed)
        context.set_geolocation(None)
        page.locator("#position button").click()
        note = page.locator(".toast-note[data-tone=bad]")
        expect(note).to_contain_text(SAYS["position"][language])
        note.evaluate("note => note.remove()")
        expect(page.locator("form.places button").first).to_be_visible()
    context.set_geolocation({"latitude": float(cast.STREET[0]), "longitude": float(cast.STREET[1])})
    page.locator("#position button").click()
    expect(page.locator(".shop-row").first).to_be_visible()
    looked_at(visitor, f"position-{language}")


def _map_tiles_gone(visitor: Visitor, language: str) -> None:
    page = visitor.open("/nearby/")
    page.locator("[data-view=map][aria-pressed]").click()
    expect(page.locator("[data-map-note]")).to_contain_text(SAYS["map"][language])
    # The shops are still on it, and one is a press away.
    page.wait_for_selector("#map canvas")
    # What is drawn follows the device from light to dark and back, while the page stands.
    light = page.evaluate(DRAWN)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"light => ({DRAWN})() !== light", arg=light)
    looked_at(visitor, f"no-tiles-dark-{language}")
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"light => ({DRAWN})() === light", arg=light)
    looked_at(visitor, f"no-tiles-{language}")
    page.locator("[data-view=list][aria-pressed]").click()
    expect(page.locator(".shop-row").first).to_be_visible()


def _push_refused(visitor: Visitor, language: str) -> None:
    line = visitor.context.new_cdp_session(visitor.page)
    line.send("Browser.setPermission", {"permission": {"name": "notifications"}, "setting": "denied", "origin": visitor.site.url})
    page = visitor.open("/notices/ways/")
    refused = page.locator("#device [data-state=denied]")
    expect(refused).to_be_visible()
    expect(refused).to_contain_text(SAYS["push"][language])
    looked_at(visitor, f"push-refused-{language}")


def _shop_stopped(visitor: Visitor, town: Street, language: str) -> None:
    """She has an order open, a voucher and a basket there: the order goes on, the voucher's money is back, the basket says why not."""
    at, owner = clock.now(), actor(town.owner)
    put(town.resident, town.skus[0], "2")
    paid = Api(town.resident).check_out().json()
    order = Order.objects.get(errand_id=paid["errand"])
    terms = {"sku_id": town.skus[0].pk, "name": "Milk card", "uses": 3, "price_minor": 3_333, "valid_days": 30}
    card = define_product(shop_id=town.shop.pk, key=uuid4().hex, by=owner, at=at, **terms)  # type: ignore[arg-type]
    held = buy_voucher(product_id=card.pk, method="bank_account", key=uuid4().hex, by=actor(town.resident), at=at).voucher
    put(town.resident, town.skus[0], "1")
    page = visitor.open("/basket/")
    with transaction.atomic():
        suspend_selling(party_id=town.shop.party_id, why="bank", by=cast.BANK, at=at)
    page.locator("form[action='/basket/pay/'] button.only-pickup").click()
    note = page.locator(".toast-note[data-tone=bad], main [role=alert]").first
    expect(note.locator(".note-code")).to_have_text("selling_suspended")
    assert bool(CHINESE.search(note.locator("p:not(.note-code)").last.inner_text())) == (language == "zh-hans")
    looked_at(visitor, f"stopped-basket-{language}")
    assert refund_suspended(shop_id=town.shop.pk, at=at) == 1
    page = visitor.open("/notices/")
    expect(page.locator("main")).to_contain_text(f"¥{held.price_minor / 100:.2f}")
    looked_at(visitor, f"stopped-notices-{language}")
    page = visitor.open(f"/orders/{order.pk}/")
    accept_order(order_id=order.pk, by=owner, at=clock.now())
    expect(page.locator(".steps-line li").nth(1)).to_have_attribute("data-state", "now")
    looked_at(visitor, f"stopped-order-{language}")
