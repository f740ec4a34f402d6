"""Large type at 320 px on the pages of somebody who buys: everything still fits, and what is pressed is larger than a thumb."""

from __future__ import annotations

import os

import pytest

from ecosystem.identity.public import Person
from tests import cast
from tests.cast import Corner
from tests.journeys.browser import Door
from tests.journeys.looking import SCREENS, WIDEST
from tests.trading import order_in, put

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


def test_everything_a_resident_uses_fits_in_large_type(door: Door, town: Corner) -> None:
    order, _done = order_in("paid", town), order_in("completed", town)
    put(town.resident, town.milk, "2")
    resident = door.enter(town.resident, "zh-hans", size=(320, 640))
    page = resident.open("/basket/")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "16px"
    page.locator(".menu > summary").click()
    page.locator("form[action$='/large-type/'] button").click()
    page.wait_for_selector("html[data-type=large]")
    assert page.url.endswith("/basket/") and Person.objects.get(pk=town.resident.pk).large_type
    shop, wrong = town.shop.pk, []
    addresses = [
        "/basket/", "/nearby/", f"/s/{shop}/", f"/s/{shop}/pay/", "/orders/", f"/orders/{order.pk}/", "/pay/code/", "/wallet/", "/notices/",
        "/me/shops/", "/me/data/", "/consents/", "/after-sale/", f"/reviews/shops/{shop}/", "/tabs/", "/accounts/email/",
    ]  # fmt: skip
    for address in addresses:
        answer = page.goto(resident.site.url + address)
        assert answer is not None
        if not answer.ok or resident.wider_than_window() > 0:
            wrong.append(f"{address} {answer.status} {resident.wider_than_window()} {page.evaluate(WIDEST)}")
        if os.environ.get("SCREENS"):
            page.screenshot(path=SCREENS / f"large{address.replace('/', '-')[:60]}.png", full_page=True)
    assert not wrong, "\n".join(wrong)
    assert page.evaluate("Math.min(...[...document.querySelectorAll('.tabs a')].map(e => e.getBoundingClientRect().height))") >= 60
    page.locator(".menu > summary").click()
    page.locator("form[action$='/large-type/'] button[aria-checked=true]").click()
    page.wait_for_selector("html:not([data-type])")
