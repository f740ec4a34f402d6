"""Money back in a browser: asked for with a photo and agreed to; refused, escalated and decided; each in a window of her own."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import expect

from ecosystem.ledger.public import balance_of, deposit_of
from merchants.aftersale.models import Case, Photo
from merchants.orders.public import Order
from tests import cast, counter
from tests.cast import MORNING, Corner
from tests.journeys.browser import DESKTOP, PHONE, Door, Visitor
from tests.journeys.test_purchases import looked_at
from tests.merchants.aftersale.cast import handed_over
from tests.merchants.money import operator
from tests.pictures import drawn
from tests.trading import differences

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(300)]
SHOTS = os.environ.get("TWIN_SHOTS", "")


@pytest.fixture
def town(committed: str) -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=True):
        yield cast.corner()


def shot(visitor: Visitor, name: str) -> None:
    if SHOTS:
        visitor.page.wait_for_load_state("networkidle")
        visitor.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def asks(buyer: Visitor, order: Order, *, quantity: str, name: str) -> Case:
    page = buyer.open(f"/orders/{order.pk}/")
    page.locator(f"a[href='/after-sale/orders/{order.pk}/']").click()
    page.locator("#take-1").fill(quantity)
    page.locator("#note").fill("收到时盒子是裂的")
    page.locator("#photos").set_input_files({"name": "carton.png", "mimeType": "image/png", "buffer": drawn()})
    shot(buyer, f"apply-{name}")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("#case .photos img")).to_have_count(1)
    return Case.objects.order_by("-applied_at").first() or pytest.fail("nothing was asked for")


@pytest.mark.parametrize(("language", "size", "name"), [("zh-hans", PHONE, "zh-phone"), ("en", DESKTOP, "en-desktop")])
def test_one_of_three_is_refunded_with_a_photo_and_the_books_prove(door: Door, town: Corner, language: str, size: tuple[int, int], name: str) -> None:
    order = handed_over(town, bread="1")
    before = balance_of(deposit_of(town.resident.party_id))
    buyer, owner = door.enter(town.resident, language, size=size), door.enter(town.owner, language, size=size)
    shop = owner.open("/shop/after-sale/")
    case = asks(buyer, order, quantity="1", name=name)
    looked_at(buyer, size, "the buyer's case")
    shot(buyer, f"my-case-{name}")
    # The shop's list hears of it by itself.
    shop.locator(f"a[href='/shop/after-sale/{case.pk}/']").click()
    expect(shop.locator("#case .photos img")).to_have_count(1)
    looked_at(owner, size, "the shop's case")
    shot(owner, f"shop-case-{name}")
    shop.locator("#case form[action$='/agree/'] button").click()
    expect(shop.locator("[data-tone=good]").first).to_be_visible()
    expect(buyer.page.locator("#case [data-tone=good]").first).to_be_visible()
    shot(buyer, f"my-case-done-{name}")
    assert balance_of(deposit_of(town.resident.party_id)) - before == 500
    assert Photo.objects.get().kind == "image/png"
    counter.shift(town)
    sale = counter.sold(town, counter.line(town.milk, "2"))
    pages = {
        "board": "/shop/orders/",
        "cases": "/shop/after-sale/",
        "receipt": f"/shop/till/{sale.pk}/receipt/",
        "support": f"/shop/orders/{order.pk}/?view=support",
        "prepare": f"/shop/orders/{order.pk}/?view=prepare",
    }
    for which, address in pages.items():
        owner.open(address)
        looked_at(owner, size, address)
        shot(owner, f"shop-{which}-{name}")
    for address in ("/after-sale/", f"/orders/{order.pk}/", f"/after-sale/orders/{order.pk}/"):
        buyer.open(address)
        looked_at(buyer, size, address)
        shot(buyer, f"buyer{address.replace('/', '-').replace(str(order.pk), 'order')}-{name}")
    owner.open(f"/shop/orders/{order.pk}/?view=support")
    shop.locator("#take-1").fill("1")
    shop.locator("[name=restock-1]").select_option("sellable")
    shop.locator("#refund-reason").fill("sorry")
    shop.locator("form[action$='/refund/'] button").click()
    expect(shop.locator("#board ul.list li")).to_have_count(2)
    assert balance_of(deposit_of(town.resident.party_id)) - before == 1000
    assert (buyer.faults, owner.faults, differences()) == ([], [], [])


@pytest.mark.parametrize(("language", "size", "name"), [("zh-hans", PHONE, "zh-phone"), ("en", DESKTOP, "en-desktop")])
def test_a_refused_one_is_escalated_and_decided(door: Door, town: Corner, language: str, size: tuple[int, int], name: str) -> None:
    order = handed_over(town)
    buyer, owner = door.enter(town.resident, language, size=size), door.enter(town.owner, language, size=size)
    bank = door.enter(operator(), language, size=size)
    case = asks(buyer, order, quantity="3", name=f"all-{name}")
    shop = owner.open(f"/shop/after-sale/{case.pk}/")
    shop.locator("#case details:has(#reject-reason) > summary").click()
    shop.locator("#reject-reason").fill("出店时是好的")
    shop.locator("#reject-photos").set_input_files({"name": "ours.png", "mimeType": "image/png", "buffer": drawn(64)})
    shot(owner, f"shop-reject-{name}")
    shop.locator("#case form[action$='/reject/'] button").click()
    expect(shop.locator("#case .photos img")).to_have_count(2)
    page = buyer.page
    expect(page.locator("#why")).to_have_count(1)
    page.locator("#case details:has(#why) > summary").click()
    page.locator("#why").fill("照片上看得很清楚")
    page.locator("#case form[action$='/escalate/'] button").click()
    expect(page.locator("#why")).to_have_count(0)
    desk = bank.open("/bank/disputes/")
    looked_at(bank, size, "disputes")
    shot(bank, f"disputes-{name}")
    desk.locator(f"a[href='/bank/disputes/{case.pk}/']").click()
    expect(desk.locator(".photos img")).to_have_count(2)
    looked_at(bank, size, "a dispute")
    shot(bank, f"dispute-{name}")
    desk.locator("#reason").fill("盒子确实裂了")
    desk.locator("button[value=buyer]").click()
    expect(desk.locator("#reason")).to_have_count(0)
    shot(bank, f"dispute-decided-{name}")
    case.refresh_from_db()
    assert (case.status, case.amount_minor) == ("done", 1500)
    expect(page.locator("#case [data-tone=good]").first).to_be_visible()
    assert (buyer.faults, owner.faults, bank.faults, differences()) == ([], [], [], [])
