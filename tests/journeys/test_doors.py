"""What everybody passes through, in a real browser: welcome, sign-in, the components; by eye, ear and keyboard."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction
from playwright.sync_api import expect
from pytest_django import Settings

from ecosystem.identity.public import register_person
from tests.journeys.browser import DESKTOP, Door

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(600)]
AT = datetime(2026, 11, 23, 6, tzinfo=UTC)
KEPT = """() => caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(cache => cache.keys()))))
  .then(requests => requests.flat().map(request => request.url))"""


def _demo_resident() -> None:
    with transaction.atomic():
        register_person(email="resident@demo.twin", name_zh="王", name_en="Wang", password=None, at=AT)


def test_a_button_pressed_twice_sends_once_and_enters_the_town(door: Door, settings: Settings) -> None:
    settings.DEMO_MODE = True
    _demo_resident()
    visitor = door.enter(None, "en")
    page = visitor.open("/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Enter as a resident").dblclick()
    page.wait_for_url("**/nearby/")
    expect(page.locator("#connection")).to_have_text("Live")
    assert len(sent) == 1
    page.locator("summary[aria-label='Your account']").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    assert visitor.faults == []


def test_the_keyboard_skips_to_the_content_and_closes_a_menu(door: Door, settings: Settings) -> None:
    settings.DEMO_MODE = True
    page = door.enter(None, "en", size=DESKTOP).open("/design/?face=merchant")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    field = page.locator("[data-stepper] input")
    page.locator("[data-stepper] [data-step='1']").click()
    expect(field).to_have_value("3")
    field.press("ArrowDown")
    expect(field).to_have_value("2")


def test_the_language_changes_with_one_press_and_stays(door: Door) -> None:
    page = door.enter(None, "zh-hans").open("/accounts/login/")
    expect(page.locator("h1")).to_have_text("登录")
    page.get_by_role("button", name="EN").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    page.get_by_role("link", name="New here? Make an account").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_lost_connection_is_said_and_taken_back(door: Door) -> None:
    page = door.enter(None, "en").open("/")
    page.context.set_offline(True)
    expect(page.locator("#connection")).to_have_text("Offline")
    page.context.set_offline(False)
    expect(page.locator("#connection")).to_be_hidden()


def test_without_a_network_the_worker_shows_a_page_in_both_languages_and_kept_nothing_of_anybody(door: Door) -> None:
    context = door.browser.new_context(service_workers="allow", locale="en-GB")
    door.contexts.append(context)
    page = context.new_page()
    page.goto(door.site.url + "/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(door.site.url + "/accounts/login/")
    kept = page.evaluate(KEPT)
    assert sorted(url.removeprefix(door.site.url) for url in kept if "/static/" not in url) == ["/offline/", "/shop/till/shell/"]
    context.set_offline(True)
    page.goto(door.site.url + "/nearby/")
    expect(page.locator("h1")).to_have_text(["没有网络", "No connection"])
