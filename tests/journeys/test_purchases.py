"""A shop buys and a supplier supplies, each in a window of her own: phone and desktop, Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from merchants.procurement import actions, links
from merchants.procurement.actions import SupplierProfile
from merchants.procurement.models import Invoice, Order
from merchants.procurement.rules import Want
from tests import buying
from tests.buying import D, Market
from tests.cast import MORNING, actor
from tests.journeys.browser import DESKTOP, PHONE, Door, Visitor
from tests.trading import differences

pytestmark = [pytest.mark.browser, pytest.mark.journey]
NARROWEST = 320


@pytest.fixture
def town(committed: str) -> Iterator[Market]:
    with time_machine.travel(MORNING, tick=True):
        yield buying.market()


def looked_at(visitor: Visitor, size: tuple[int, int], name: str) -> None:
    """The page fits its window, and the narrowest phone's; nothing was complained of; what is pressed is as large as a thumb."""
    page = visitor.page
    page.wait_for_load_state("networkidle")
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


@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", PHONE), ("zh-hans", DESKTOP), ("en", DESKTOP)])
def test_every_page_of_purchases_fits_its_window(town: Market, door: Door, language: str, size: tuple[int, int]) -> None:
    for name, who, path in pages_of(town):
        visitor = door.enter(who, language, size=size)
        visitor.open(path)
        for summary in visitor.page.locator("main summary.btn").all():
            if summary.is_visible():
                summary.click()
        looked_at(visitor, size, name)


def pages_of(town: Market) -> Iterator[tuple[str, Any, str]]:
    """Each page with somebody who sees it, in a state in which it has something to show."""
    changed = buying.sent(town, cases="20", apples="12.5")
    wording = buying.worded(changed, quantity=D(15), unit_minor=7_300)
    actions.propose_change(order_id=changed.pk, revision=1, wording=wording, reason="短缺", by=actor(town.packer), at=MORNING)
    coming = buying.confirmed(town, cases="30")
    buying.shipped(town, coming, "30")
    here = buying.confirmed(town, cases="40")
    buying.received(town, here, "37", rejected=["3"], shipment=buying.shipped(town, here, "40"))
    buying.billed(town, here, ("40", 7_300), number="INV 2026-11")
    buying.approved(town, buying.billed(town, _whole(town), ("10", 7_200), number="INV 2026-12"), pay_when_due=True)
    actions.set_reorder_rule(
        sku_id=town.corner.bread.pk, minimum=D(90), maximum=D(200), review_days=7, snoozed_until=None, by=actor(town.owner), at=MORNING
    )
    drafted, waiting = buying.draft(town), buying.sent(town)
    linked = _linked(town)
    yield "board", town.owner, "/shop/purchases/"
    yield "directory", town.buyer, "/shop/purchases/suppliers/"
    yield "price list", town.buyer, f"/shop/purchases/suppliers/{town.supplier.pk}/"
    yield "draft", town.buyer, f"/purchases/{drafted.pk}/"
    yield "changed", town.owner, f"/purchases/{changed.pk}/"
    yield "to take in", town.keeper, f"/purchases/{coming.pk}/"
    yield "disputed and held", town.owner, f"/purchases/{here.pk}/"
    yield "runs low", town.buyer, "/shop/purchases/reorder/"
    yield "payables", town.accountant, "/shop/purchases/payables/"
    yield "limits", town.owner, "/shop/purchases/policy/"
    yield "desk", town.wholesaler, "/supply/orders/"
    yield "to answer", town.wholesaler, f"/purchases/{waiting.pk}/"
    yield "supplier's disputed", town.wholesaler, f"/purchases/{here.pk}/"
    yield "prices", town.wholesaler, "/supply/prices/"
    yield "claims", town.wholesaler, "/supply/claims/"
    yield "join", town.corner.rival, "/supply/orders/"
    yield "by link", None, f"/supply/link/{links.write(linked, at=MORNING)}/"
    yield "nothing yet", town.corner.rival, "/shop/purchases/"


def _whole(town: Market) -> Order:
    order = buying.confirmed(town, cases="10")
    buying.received(town, order, "10")
    return order


def _linked(town: Market) -> Order:
    profile = SupplierProfile("村口鸡蛋", "Village eggs")
    village = actions.note_supplier(shop_id=town.shop.pk, profile=profile, by=actor(town.owner), at=MORNING)
    eggs = buying.article(village, town.owner, "Eggs", price_minor=3_000)
    buying.link(town.owner, town.corner.bread, eggs, "30", preferred=False)
    order = actions.draft_order(
        shop_id=town.shop.pk, supplier_id=village.pk, wants=[Want(eggs.pk, D(4))], key=uuid4().hex, by=actor(town.owner), at=MORNING
    )
    return actions.send_order(order_id=order.pk, by=actor(town.owner), at=MORNING)


def test_a_week_of_buying_and_supplying_by_hand(town: Market, door: Door) -> None:
    """Two broken of ten, billed as ten: taken off, approved, paid; each side sees the other's step without reloading."""
    buyer, supplier = door.enter(town.owner, "en", size=PHONE), door.enter(town.wholesaler, "en", size=DESKTOP)
    page = buyer.open(f"/shop/purchases/suppliers/{town.supplier.pk}/")
    page.get_by_label("How much Case").fill("10")
    page.get_by_role("button", name="Make a draft order").click()
    page.get_by_role("button", name="Order for ¥720.00").click()
    page.get_by_text("has the order and has not answered yet").wait_for()
    order = Order.objects.get()
    desk = supplier.open("/supply/orders/")
    desk.get_by_role("link", name=order.number).click()
    desk.get_by_role("button", name="Confirm as it is").click()
    desk.get_by_text("Announce a shipment").click()
    desk.get_by_role("button", name="Announce it").click()
    desk.get_by_text("Shipment for").wait_for()
    page.get_by_role("button", name="Post the receipt").wait_for()
    page.get_by_label("Accepted of Case").fill("8")
    page.get_by_label("Refused of Case").fill("2")
    page.get_by_label("Why Case is refused").fill("broken")
    page.get_by_role("button", name="Post the receipt").click()
    page.get_by_text("Refused goods: 2").wait_for()
    desk.get_by_text("Refused goods: 2").wait_for()
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
