"""A shop buys and a supplier supplies, each in a window of her own: phone and desktop, Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from playwright.sync_api import APIResponse, Route

from merchants.procurement.models import Invoice, Order
from tests import buying
from tests.buying import Market
from tests.cast import MORNING
from tests.journeys.browser import DESKTOP, PHONE, Door, Visitor
from tests.trading import differences

pytestmark = [pytest.mark.browser, pytest.mark.journey]
NARROWEST = 320
SETTLED = "() => document.readyState === 'complete' && !document.querySelector('.htmx-request, .htmx-settling, [hx-get] .skeleton')"


@pytest.fixture
def town(committed: str) -> Iterator[Market]:
    with time_machine.travel(MORNING, tick=True):
        yield buying.market()


def looked_at(visitor: Visitor, size: tuple[int, int], name: str) -> None:
    """The page fits its window, and the narrowest phone's; nothing was complained of; what is pressed is as large as a thumb."""
    page = visitor.page
    page.wait_for_function(SETTLED)
    assert visitor.wider_than_window() <= 0, f"{name} at {size[0]}"
    small = page.evaluate(
        """() => [...document.querySelectorAll('main button, main summary.btn, main select, main input')]
        .filter(it => !it.matches('[type=hidden], [type=checkbox], [type=radio]'))
        .filter(it => it.checkVisibility() && it.getBoundingClientRect().height < 43.5).map(it => it.outerHTML.slice(0, 120))"""
    )
    assert small == [], name
    if size == PHONE:
        page.set_viewport_size({"width": NARROWEST, "height": 700})
        assert visitor.wider_than_window() <= 0, f"{name} at {NARROWEST}"
        page.set_viewport_size({"width": size[0], "height": size[1]})
    assert visitor.faults == []


def test_a_week_of_buying_and_supplying_by_hand(town: Market, door: Door) -> None:
    """Two broken of ten, billed as ten: taken off, approved, paid; each side sees the other's step without reloading, however slow its network."""
    buyer, supplier = door.enter(town.owner, "en", size=PHONE), door.enter(town.wholesaler, "en", size=DESKTOP)
    page = buyer.open(f"/shop/purchases/suppliers/{town.supplier.pk}/")
    page.get_by_label("How much Case").fill("10")
    page.get_by_role("button", name="Make a draft order").click()
    page.get_by_role("button", name="Order for ¥720.00").click()
    page.get_by_text("has the order and has not answered yet").wait_for()
    order = Order.objects.get()
    desk = supplier.open("/supply/orders/")
    desk.get_by_role("link", name=order.number).click()
    late: list[tuple[Route, APIResponse]] = []
    page.route(f"**/purchases/{order.pk}/", lambda route: route.continue_() if late else late.append((route, route.fetch())))
    desk.get_by_role("button", name="Confirm as it is").click()
    desk.get_by_text("Announce a shipment").click()
    desk.get_by_role("button", name="Announce it").click()
    desk.get_by_text("Shipment for").wait_for()
    # What tells of the first step is still on its way when the buyer's page hears of the second.
    page.wait_for_timeout(400)
    (first, told) = late[0]
    first.fulfill(response=told)
    page.get_by_role("button", name="Post the receipt").wait_for()
    page.get_by_label("Accepted of Case").fill("8")
    page.get_by_label("Refused of Case").fill("2")
    page.get_by_label("Why Case is refused").fill("broken")
    page.get_by_role("button", name="Post the receipt").click()
    page.get_by_text("Refused goods: 2").first.wait_for()
    desk.get_by_text("Refused goods: 2").first.wait_for()
    # The page that answers takes the place of this one: a form that is opened before would be gone with it.
    desk.get_by_role("button", name="Do not bill").click()
    desk.get_by_role("button", name="Do not bill").wait_for(state="detached")
    desk.locator("summary", has_text="Bill").click()
    desk.get_by_label("Billed of Case").fill("10")
    desk.get_by_label("Your invoice number").fill("A-77")
    desk.get_by_role("button", name="Issue the invoice").click()
    page.get_by_text("more than received").wait_for()
    page.get_by_role("button", name="Take off the difference").click()
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Pay ¥576.00 now").click()
    _until(lambda: Invoice.objects.get().status == "paid", page)
    desk.get_by_text("Paid", exact=True).first.wait_for()
    assert differences() == []
    assert [*buyer.faults, *supplier.faults] == []


def _until(holds: Callable[[], bool], page: Any) -> None:
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came to that")
