"""A newcomer joins on her phone and makes her first sale; two people of the bank approve her papers."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ecosystem.kernel import clock
from merchants.onboarding import actions
from merchants.onboarding.models import MerchantFile, Submission
from merchants.onboarding.simulated_core import SimulatedCore
from merchants.onboarding.simulated_scanner import SimulatedScanner
from merchants.orders.public import Order
from merchants.shops.public import Shop
from tests import cast
from tests.journeys.browser import DESKTOP, PHONE, Door, Visitor
from tests.merchants.onboarding.cast import FOOD, IDENTITY, JPEG, USCC, opened, place
from tests.trading import differences

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]
SCREENS = Path(__file__).resolve().parents[2] / "build" / "screens"
NARROW = (320, 640)
# Fields of the checklist: kind → number, whether a last day is written.
PAPERS = {"identity": (IDENTITY, False), "licence": (USCC, False), "food": (FOOD, True)}


@pytest.fixture(autouse=True)
def _own_state(committed: str, settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.STATE_DIR = tmp_path_factory.mktemp("state")


def _seen(visitor: Visitor, name: str, language: str, size: tuple[int, int]) -> None:
    """A picture, and no page wider than its window or than a narrow phone."""
    visitor.page.wait_for_function("() => !document.querySelector('.skeleton, .htmx-request')")
    SCREENS.mkdir(parents=True, exist_ok=True)
    visitor.page.screenshot(path=SCREENS / f"{name}-{language[:2]}-{'phone' if size == PHONE else 'desktop'}.png", full_page=True)
    wide = {"now": visitor.wider_than_window()}
    if size == PHONE:
        visitor.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        wide["narrow"] = visitor.wider_than_window()
        visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
    assert max(wide.values()) <= 0, (name, wide)


@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_a_newcomer_joins_and_makes_her_first_sale(door: Door, language: str, size: tuple[int, int]) -> None:
    place()
    founder, buyer = cast.person("mei", at=clock.now()), cast.person("buyer", money_minor=100_000, at=clock.now())
    mei = door.enter(founder, language, size=size)
    page = mei.open("/shop/")
    page.wait_for_selector("[name=trade]")
    _seen(mei, "join", language, size)
    page.check("[name=trade][value=noodles]")
    page.check("[name=legal_form][value=sole_trader]")
    page.locator("main .btn-primary").click()
    page.wait_for_selector("#name_zh")
    page.locator("#bank button").click()
    page.wait_for_selector("#bank [role=status]")
    actions.ask_due(core=SimulatedCore("known"), at=clock.now())
    page.wait_for_selector("#bank a")
    page.fill("#name_zh", "巷口面馆")
    page.wait_for_selector("#saved svg")
    page = mei.open(f"/shop/start/{MerchantFile.objects.get().pk}/shop/")
    assert page.input_value("#name_zh") == "巷口面馆"
    page.select_option("#landmark", "pine")
    page.fill("#address_zh", "12 号")
    # Open around the clock, so that the story does not depend on the hour it is told at.
    page.fill("#opens", "00:00")
    page.fill("#closes", "00:00")
    _seen(mei, "join-shop", language, size)
    page.locator(".card-footer .btn-primary").click()
    page.wait_for_selector("#price-beef-noodles")
    page.fill("#price-beef-noodles", "18")
    _seen(mei, "join-goods", language, size)
    page.locator("main .btn-primary").last.click()
    page.wait_for_selector("main a[href*='/shop/till/']")
    _seen(mei, "join-codes", language, size)
    page.locator("form [type=submit], form .btn-primary").last.click()
    page.wait_for_selector(".kit svg")
    assert page.locator(".kit").count() == 6
    _seen(mei, "kit", language, size)
    # What a printer gets: one page of A5 a code (148 × 210 mm are 419.5 × 595.3 points), and nothing else.
    printed = re.findall(rb"/MediaBox \[0 0 (\d+)[.\d]* (\d+)[.\d]*\]", page.pdf(prefer_css_page_size=True, print_background=True))
    assert all(abs(int(wide) - 419) <= 2 and abs(int(high) - 595) <= 2 for wide, high in printed)
    assert len(printed) == 6
    address = page.locator(".kit-foot").last.inner_text()
    # And a receipt on either roll: 58 and 80 mm are 164.4 and 226.8 points.
    for roll, points in ((58, 164), (80, 227)):
        slip = mei.open(f"/shop/till/printer/{roll}/").pdf(prefer_css_page_size=True)
        assert {abs(int(wide) - points) <= 2 for wide in re.findall(rb"/MediaBox \[0 0 (\d+)", slip)} == {True}
    shop = Shop.objects.get()
    # The sheet on the table leads a resident to the shelf, where she buys.
    guest = door.enter(buyer, language, size=PHONE)
    guest.open(address.removeprefix(guest.site.url))
    guest.page.locator(".goods-choose").first.click()
    guest.page.wait_for_selector("dialog[open]")
    guest.page.locator("dialog fieldset[data-least='1'] input").first.check()
    guest.page.locator("dialog .btn-primary").click()
    guest.page.wait_for_selector("#basket-bar a")
    guest.page.locator("#basket-bar a").click()
    guest.page.locator(".pay-card .btn-primary:visible").click()
    guest.page.wait_for_url("**/orders/**")
    order = Order.objects.get(shop=shop)
    assert (order.status, order.total_minor) == ("paid", 1_800)
    assert order.note == ("Table 4" if language == "en" else "4 号桌")
    page = mei.open("/shop/")
    page.wait_for_selector("#checklist")
    _seen(mei, "first-day-papers", language, size)
    assert (mei.faults, guest.faults) == ([], [])
    assert Decimal(order.total_minor) > 0
    assert differences() == []


@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_two_people_of_the_bank_approve_what_she_photographed(door: Door, language: str, size: tuple[int, int]) -> None:
    founder = cast.person("mei", at=clock.now())
    file, shop = opened(founder, at=clock.now())
    mei = door.enter(founder, language, size=size)
    page = mei.open("/shop/papers/")
    for kind, (number, has_day) in PAPERS.items():
        card = page.locator(f"#paper-{kind}")
        card.locator("[name=number]").fill(number)
        if has_day:
            card.locator("[name=expires_on]").fill("2030-05-01")
        card.locator("[name=document]").set_input_files({"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": JPEG})
        card.locator(".btn-primary").click()
        page.wait_for_selector(f"#paper-{kind} .mark-badge[data-tone=warn]")
    actions.scan_due(scanner=SimulatedScanner("prompt"), at=clock.now())
    page = mei.open("/shop/papers/")
    _seen(mei, "papers", language, size)
    page.locator(f"form[action$='/{file.pk}/send/'] button").click()
    page.wait_for_function("() => !document.querySelector(\"form[action$='/send/']\")")
    maker = door.enter(cast.banker("operator", "maker"), language, size=size)
    checker = door.enter(cast.banker("operator", "checker"), language, size=size)
    desk = maker.open("/bank/onboarding/")
    _seen(maker, "merchants", language, size)
    desk.locator("table a.btn").first.click()
    desk.wait_for_selector("form[action$='/claim/']")
    desk.locator("form[action$='/claim/'] button").click()
    for left in (3, 2, 1):
        desk.wait_for_function("left => document.querySelectorAll(\"form[action$='/accept/']\").length === left", arg=left)
        if left == 3:
            _seen(maker, "merchant", language, size)
        desk.locator("form[action$='/accept/'] button").first.click()
    desk.wait_for_selector("form[action$='/recommend/']")
    desk.locator("form[action$='/recommend/'] button").click()
    desk.wait_for_function("() => !document.querySelector(\"form[action$='/recommend/']\")")
    second = checker.open(f"/bank/onboarding/{file.pk}/")
    second.locator("form[action$='/approve/'] button").click()
    second.wait_for_selector("form[action$='/suspend/']")
    file.refresh_from_db()
    assert file.status == "active"
    assert set(Submission.objects.values_list("status", flat=True)) == {"accepted"}
    report = checker.open("/bank/onboarding/report/")
    assert report.locator("table tbody tr").count() == 1
    _seen(checker, "report", language, size)
    assert shop.party_id == file.party_id
    assert (mei.faults, maker.faults, checker.faults) == ([], [], [])
