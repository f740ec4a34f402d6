"""A shop sends orders by a firm of riders that calls late, twice, in the wrong order, wrongly or not at all; the buyer follows each, and the
shop reads what the day cost and when the firm was paid."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from ecosystem.kernel import clock
from ecosystem.payments.actions import send
from merchants.couriers import actions
from merchants.couriers.models import Dispatch, Remittance
from merchants.orders.public import Order, accept_order, code_of, mark_ready
from tests import cast
from tests.cast import actor
from tests.couriering import firm
from tests.journeys.browser import DESKTOP, PHONE, Door, Visitor
from tests.journeys.street import Street, street
from tests.trading import check_out, differences, put

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(900)]
SHOTS = os.environ.get("SHOTS")
# A page that lost a word looks again by itself after a quarter of a minute.
LIVE_MS = 30_000
SAYS = "%(name)s says that you have it. If you don't, tell the shop now; later the order is completed by itself."
# How the firm treats it; after how many minutes nothing more comes; where order and delivery stand then; what it took.
ENDS = {
    "prompt": (16, "completed", "delivered", True),
    "late": (40, "out_for_delivery", "delivered", True),
    "twice": (16, "out_for_delivery", "delivered", True),
    "out_of_order": (16, "out_for_delivery", "delivered", True),
    "wrong_status": (40, "out_for_delivery", "delivered", True),
    "dear": (16, "out_for_delivery", "delivered", True),
    "fails": (32, "out_for_delivery", "failed", True),
    "drops": (12, "out_for_delivery", "failed", False),
    "silent": (17, "ready", "withdrawn", False),
}
ON_THE_FRONT = {"prompt", "fails"}


def shot(visitor: Visitor, name: str) -> None:
    assert visitor.wider_than_window() <= 0, name
    if SHOTS:
        visitor.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def packed(town: Street) -> Order:
    """A delivery that stands ready."""
    at, by = clock.now(), {"by": actor(town.owner)}
    put(town.resident, town.skus[0], "2")
    order = Order.objects.get(errand_id=check_out(town.resident, channel="delivery", at=at))
    accept_order(order_id=order.pk, at=at, **by)
    return mark_ready(order_id=order.pk, at=at, **by)


def sent(shop: Visitor, order: Order, manner: str) -> Dispatch:
    """By the shop's hand, and on the practice firm's page by the manner's button."""
    page = shop.open(f"/shop/orders/{order.pk}/")
    page.locator("#courier-offers button").click()
    page.locator("#courier-offers form button").click()
    page.locator("a[href^='/simulated-courier/']").click()
    page.wait_for_url(re.compile("/simulated-courier/"))
    if manner not in ON_THE_FRONT:
        page.locator("details:has(button[name='manner']) summary").click()
    if manner == "prompt":
        page.locator("input[name='code']").fill(code_of(order.pk))
    page.locator(f"button[name='manner'][value='{manner}']").click()
    page.wait_for_url(re.compile(f"/shop/orders/{order.pk}/"))
    return Dispatch.objects.get(delivery__order=order)


def goes_by(minutes: int, begin: int = 0) -> None:
    since = clock.now()
    for half in range(2 * begin, 2 * minutes + 1):
        at = since + timedelta(seconds=30 * (half - 2 * begin))
        firm().call_us(at=at)
        actions.work_all(at=at)


@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_however_a_courier_calls_its_buyer_reads_where_it_is_and_the_shop_what_it_cost(door: Door, language: str, size: tuple[int, int]) -> None:
    town = street(now=clock.now(), days=0)
    cast.party_money(town.shop.party_id, 50_000, at=clock.now())
    shop, buyer = door.enter(town.owner, language, size=size), door.enter(town.resident, language, size=size)
    page = shop.open("/shop/couriers/")
    page.locator("input[name='most']").fill("9.00")
    page.locator("form[action$='/let/'] button").click()
    expect(page.locator("form[action$='/forbid/']")).to_be_visible()
    # What a courier does is the same in every language: each language reads every other manner.
    for manner, (minutes, order_stands, delivery_stands, took) in list(ENDS.items())[language == "en" :: 2]:
        order = packed(town)
        dispatch = sent(shop, order, manner)
        expect(buyer.open(f"/orders/{order.pk}/").locator("main")).to_contain_text(code_of(order.pk))
        goes_by(minutes)
        dispatch = Dispatch.objects.select_related("delivery__order").get(pk=dispatch.pk)
        stands = dispatch.delivery.order.status, dispatch.delivery.status, dispatch.status, bool(dispatch.fee_minor)
        assert stands == (order_stands, delivery_stands, "settled", took), manner
        _read(buyer, dispatch, language, manner)
        shop.open(f"/shop/orders/{order.pk}/")
        shot(shop, f"courier-{manner}-{language}")
    _pays_its_firms(shop, language)
    assert (differences(), shop.faults, buyer.faults) == ([], [], [])


def _read(buyer: Visitor, dispatch: Dispatch, language: str, manner: str) -> None:
    """What the buyer's page has come to say in her language, which she left open."""
    page = buyer.page
    with translation.override(language):
        says = gettext(SAYS) % {"name": dispatch.delivery.brought_by}
        failed = str(dispatch.delivery.get_failed_for_display()) if dispatch.delivery.status == "failed" else ""
    if dispatch.delivery.order.status == "completed":
        expect(page.locator("form[action$='/again/']")).to_be_visible(timeout=LIVE_MS)
    elif failed:
        expect(page.locator("main")).to_contain_text(re.compile(re.escape(failed), re.IGNORECASE), timeout=LIVE_MS)
    elif dispatch.delivery.status == "delivered":
        expect(page.locator("main")).to_contain_text(says, timeout=LIVE_MS)
    else:
        # Nobody brings it: the shop has it, as it had before.
        expect(page.locator("main")).not_to_contain_text(code_of(dispatch.delivery.order_id), timeout=LIVE_MS)
    shot(buyer, f"tracked-{manner}-{language}")


def _pays_its_firms(shop: Visitor, language: str) -> None:
    """Each day that the errands ended on has its sum; two nights later the firm has all of it, and the page says so."""
    took = sum(Dispatch.objects.values_list("fee_minor", flat=True))
    at = clock.now() + timedelta(days=2)
    assert actions.remit_all(at=at) == 1
    made = Remittance.objects.get()
    send(disbursement_id=made.disbursement_id, at=at)
    made.refresh_from_db()
    assert (made.status, made.amount_minor) == ("succeeded", took)
    days = [link.get_attribute("href") for link in shop.open("/shop/couriers/").locator("a[href*='/couriers/days/']").all()]
    shot(shop, f"couriers-{language}")
    assert days
    for day in days:
        page = shop.open(str(day))
        expect(page.locator("main")).to_contain_text(made.reference)
        shot(shop, f"couriers-day-{language}")
