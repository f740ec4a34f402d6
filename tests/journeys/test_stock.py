"""A keeper's stock in a real browser: every page clean to see, to hear and to touch, and a count carried through the shop on a phone."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from ecosystem.kernel import clock
from merchants.stock.models import Count, Movement
from tests import cast
from tests.journeys.browser import PHONE, Door

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(600)]
PICTURES = os.environ.get("STOCK_PICTURES", "")


def test_a_count_is_carried_through_the_shop_on_a_phone(door: Door) -> None:
    town, now = cast.corner(stock="20"), clock.now()
    visitor = door.enter(town.owner, "en", size=PHONE)
    page = visitor.open("/shop/goods/")
    page.get_by_role("link", name="Stock").click()
    page.get_by_role("link", name="Count", exact=True).click()
    page.get_by_label("Count everything; call it").fill("Month's end")
    page.get_by_label("Nothing is sold, taken in or moved while it is counted").check()
    page.get_by_role("button", name="Plan the count").click()
    page.get_by_role("button", name="Start counting").click()
    expect(page.get_by_text("These goods are held still")).to_be_visible()
    held = Count.objects.get().held_until or now
    with page.expect_response(lambda answer: "/hold/" in answer.url):
        page.get_by_role("button", name="12 hours from now").click()
    assert (Count.objects.get().held_until or now) > held
    expect(page.get_by_role("button", name="12 hours from now")).to_be_visible()
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/held.png", full_page=True)
    assert visitor.wider_than_window() <= 0
    scan = page.get_by_label("Scan a barcode, or type a name")
    expect(scan).to_be_focused()
    scan.fill(town.milk.code)
    expect(page.locator(".sheet-line")).to_have_count(1)
    page.get_by_label("How much of Milk you counted").fill("18")
    page.get_by_role("button", name="Counted", exact=True).click()
    expect(page.locator(".sheet-sum")).to_have_text("18")
    page.get_by_role("button", name="Done counting").click()
    expect(page.get_by_text("Difference -2")).to_be_visible()
    page.get_by_role("button", name="Make the books so").click()
    expect(page.get_by_text("posted").first).to_be_visible()
    moved = Movement.objects.get(kind="count_loss")
    assert (moved.quantity, moved.level.sku_id, moved.at > now) == (-2, town.milk.pk, True)
    assert visitor.faults == []
