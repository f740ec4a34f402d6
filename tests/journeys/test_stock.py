"""A keeper's stock in a real browser: every page clean to see, to hear and to touch, and a count carried through the shop on a phone."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from playwright.sync_api import expect

from ecosystem.kernel import clock
from merchants.stock import actions
from merchants.stock.models import Count, Movement, Transfer
from merchants.stock.public import Packed, ReceiptLine, TakenBack
from tests import cast
from tests.cast import Corner, actor
from tests.journeys.browser import DESKTOP, PHONE, Door
from tests.journeys.test_doors import NARROW, SMALL
from tests.merchants.stock.cast import level, second_shop, sell, twin_of

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(600)]
INLINE = "() => [...document.querySelectorAll('[style]')].map(e => e.outerHTML.slice(0, 160))"
PICTURES = os.environ.get("STOCK_PICTURES", "")


def busy_shop() -> tuple[Corner, Transfer, Count]:
    """Something of everything: a gap, a batch that expires, goods set aside, a transfer on its way, a count under way."""
    town, now = cast.corner(stock="20"), clock.now()
    owner, shop = actor(town.owner), town.shop
    actions.let_counter_go_below(shop_id=shop.pk, allowed=True, by=owner, at=now)
    ham = cast.article(shop, town.owner, name="Ham", stock="0")
    actions.track_batches(shop_id=shop.pk, sku_id=ham.pk, by=owner, at=now)
    for days in (-1, 3):
        line = ReceiptLine(
            ham.pk, level(town.milk).on_hand / 5, 850, "Maker 12", batch=f"L{days}", expires_on=clock.business_date(now) + timedelta(days=days)
        )
        actions.receive_stock(shop_id=shop.pk, lines=[line], key=uuid4().hex, by=owner, at=now)
    sell(town, town.bread, "23")
    sale_id = uuid4()
    sell(town, town.milk, "3", sale_id=sale_id)
    with transaction.atomic():
        back = [TakenBack(town.milk.pk, level(town.milk).on_hand / 17, "quarantine")]
        actions.take_back(shop_id=shop.pk, sale_id=sale_id, lines=back, reason="dented", by=owner, at=now)
    other = second_shop(town, "Corner Two by the Bridge")
    twin_of(town.milk, other, town)
    packed = [Packed(town.milk.pk, level(town.milk).on_hand // 4)]
    sent = actions.draft_transfer(source_id=shop.pk, destination_id=other.pk, lines=packed, key="d", by=owner, at=now)
    actions.dispatch_transfer(transfer_id=sent.pk, key="g", by=owner, at=now)
    count = actions.plan_count(shop_id=shop.pk, name="November", sku_ids=[], key="p", by=owner, at=now)
    actions.start_count(count_id=count.pk, by=owner, at=now)
    actions.tally(count_id=count.pk, sku_id=town.milk.pk, counted=level(town.milk).on_hand, by=owner, at=now)
    return town, sent, count


@pytest.mark.parametrize(
    ("language", "size", "light"), [("zh-hans", PHONE, "light"), ("en", DESKTOP, "light"), ("zh-hans", DESKTOP, "dark"), ("en", NARROW, "dark")]
)
def test_every_page_of_stock_is_clean(door: Door, language: str, size: tuple[int, int], light: str) -> None:
    town, sent, count = busy_shop()
    visitor = door.enter(town.owner, language, size=size, color_scheme=light)
    pages = {
        "stock": "",
        "article": f"articles/{town.milk.pk}/",
        "gap": f"articles/{town.bread.pk}/",
        "transfers": "transfers/",
        "transfer": f"transfers/{sent.pk}/",
        "counts": "counts/",
        "sheet": f"counts/{count.pk}/",
    }
    for name, address in pages.items():
        page = visitor.open(f"/shop/stock/{address}?shop={town.shop.pk}")
        assert [f"{row['id']}: {row['nodes'][0]['html'][:160]}" for row in Axe().run(page).response["violations"]] == [], name
        assert visitor.wider_than_window() <= 0, name
        assert page.evaluate(SMALL) == [], name
        assert page.evaluate(INLINE) == [], name
        # Last, since taking a picture leaves empty styles behind.
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{language}-{size[0]}.png", full_page=True)
    assert visitor.faults == []


def test_a_count_is_carried_through_the_shop_on_a_phone(door: Door) -> None:
    town, now = cast.corner(stock="20"), clock.now()
    visitor = door.enter(town.owner, "en", size=PHONE)
    page = visitor.open("/shop/goods/")
    page.get_by_role("link", name="Stock").click()
    page.get_by_role("link", name="Count", exact=True).click()
    page.get_by_label("Count everything; call it").fill("Month's end")
    page.get_by_role("button", name="Plan the count").click()
    page.get_by_role("button", name="Start counting").click()
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
