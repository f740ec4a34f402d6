"""A cashier is asked to join one branch, sells with choices, is stopped above her limit, and the owner reads who let it through."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, expect

from ecosystem.identity.public import Membership
from ecosystem.kernel import clock
from merchants.catalog.actions import Answer, Question, ask_with, define_group
from merchants.orders.public import Line
from merchants.staff.actions import set_pin
from merchants.till.models import Sale
from tests import cast, counter
from tests.cast import Corner, actor
from tests.journeys.browser import DESKTOP, PHONE, Door, Visitor
from tests.merchants.staff.cast import PIN, branch, hired
from tests.trading import differences

pytestmark = [pytest.mark.browser, pytest.mark.journey, pytest.mark.timeout(300)]
SHOTS = os.environ.get("TWIN_SHOTS", "")


def shot(visitor: Visitor, name: str) -> None:
    assert visitor.wider_than_window() <= 0, name
    if SHOTS:
        visitor.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.fixture
def town(committed: str) -> Corner:
    """Milk is asked about; the business has a second shop."""
    town = cast.corner()
    branch(town.shop, town.owner, "河边分店")
    owner, at = actor(town.owner), clock.now()
    sugar = Question("糖", "Sugar", (Answer("少糖", "Half"), Answer("全糖", "Full", 50)), 1, 1)
    extra = Question("加料", "Extra", (Answer("珍珠", "Pearls", 200), Answer("椰果", "Coconut", 100)), 0, 2)
    for question in (sugar, extra):
        group = define_group(shop_id=town.shop.pk, question=question, by=owner, at=at)
        ask_with(sku_id=town.milk.pk, group_id=group.pk, by=owner, at=at)
    return town


def invited(owner: Visitor, town: Corner) -> str:
    """The owner asks for a cashier at the first shop alone, and takes the link."""
    page = owner.open(f"/shop/?shop={town.shop.pk}")
    page.get_by_role("link", name="Staff").click()
    expect(page.locator("#contact")).to_be_visible()
    page.locator("#contact").fill("13812345678")
    form = page.locator("form[action='/shop/staff/invite/']")
    form.get_by_text("Only these:").click()
    form.get_by_text("Corner", exact=True).click()
    form.get_by_role("button").click()
    expect(page.locator("[data-invitation]")).to_be_visible()
    shot(owner, "staff-en")
    return page.locator("[data-invitation]").input_value()


def chosen(page: Page, *words: str) -> None:
    """Milk, with these answers."""
    page.locator(".till-choice", has_text="Milk").click()
    expect(page.locator("[data-choose-panel]")).to_be_visible()
    for word in words:
        page.locator(".till-pick", has_text=word).click()
    page.locator("[data-choose-panel] .btn-primary").click()


def test_a_cashier_joins_sells_and_is_let_through(door: Door, town: Corner) -> None:
    manager = hired(town.shop, "manager")
    set_pin(shop_id=town.shop.pk, person_id=manager.pk, pin=PIN, by=actor(manager), at=clock.now())
    owner = door.enter(town.owner, "en", size=DESKTOP)
    link = invited(owner, town)
    person = cast.person("小李")
    cashier = door.enter(person, "zh-hans", size=PHONE)
    page = cashier.open(link.removeprefix(cashier.site.url))
    expect(page.locator(".staff-offer")).to_contain_text("收银员")
    shot(cashier, "join-zh")
    page.locator("main form button").click()
    expect(page.locator(".till-choice")).to_have_count(2)
    assert Membership.objects.get(person=person).places == [town.shop.pk]
    page.locator("#float").fill("100")
    page.locator(".till-open button").click()
    expect(page.locator(".till-open")).to_be_hidden()
    expect(page.locator("[data-seller-name]")).to_have_text("小李")
    # Nothing is sold before what must be answered is answered.
    chosen(page)
    expect(page.locator("[data-choose-problem]")).to_be_visible()
    shot(cashier, "choices-zh")
    page.locator(".till-pick", has_text="全糖").click()
    page.locator(".till-pick", has_text="珍珠").click()
    page.locator("[data-choose-panel] .btn-primary").click()
    expect(page.locator("[data-total]")).to_have_text("¥7.50")
    page.locator(".till-off summary").click()
    page.locator("[data-off]").fill("3")
    page.locator("[data-off]").blur()
    expect(page.locator("[data-problem]")).to_be_visible()
    page.locator("[data-pay]").click()
    expect(page.locator("[data-pin-panel]")).to_be_visible()
    assert not Sale.objects.exists()
    page.locator("[data-pin-who]").select_option(str(manager.pk))
    for pin in ("0000", PIN):
        page.locator("#pin-typed").fill(pin)
        page.locator("[data-pin-panel] .btn-primary").click()
        if pin != PIN:
            expect(page.locator("[data-pin-problem]")).to_be_visible()
            shot(cashier, "pin-zh")
    expect(page.locator("[data-last-receipt]")).to_be_visible()
    shot(cashier, "sold-zh")
    sale = Sale.objects.get()
    assert (sale.sold_by_id, sale.order.total_minor, sale.order.discount_minor) == (person.pk, 450, 300)
    assert Line.objects.get(order=sale.order).choices == ["全糖", "珍珠"]
    assert PIN not in page.evaluate("JSON.stringify(localStorage)")
    assert [fault for fault in cashier.faults if "403" not in fault] == []
    page = owner.open(f"/shop/staff/trail/?shop={town.shop.pk}")
    through = page.locator(".staff-trail li", has_text="let something through")
    expect(through).to_contain_text("manager")
    expect(through).to_contain_text("小李")
    shot(owner, "trail-en")
    assert owner.faults == []
    assert differences() == []


def test_every_page_of_the_staff_fits_and_the_till_changes_hands(door: Door, town: Corner) -> None:
    counter.shift(town, at=clock.now())
    cashier = hired(town.shop, "cashier")
    set_pin(shop_id=town.shop.pk, person_id=cashier.pk, pin=PIN, by=actor(cashier), at=clock.now())
    for language, size in (("zh-hans", (320, 640)), ("en", DESKTOP)):
        owner = door.enter(town.owner, language, size=size)
        for name in ("", "limits/", "trail/", "my-pin/"):
            page = owner.open(f"/shop/staff/{name}")
            for more in page.locator(".staff-more summary").all():
                more.click()
            shot(owner, f"staff-{name.strip('/') or 'list'}-{language}-{size[0]}")
        page = owner.open("/shop/till/")
        expect(page.locator("[data-seller-name]")).to_have_text("owner")
        page.locator("[data-seller]").click()
        page.locator("#pin-typed").fill(PIN)
        page.locator("[data-pin-panel] .btn-primary").click()
        expect(page.locator("[data-seller-name]")).to_have_text("cashier")
        page.locator(".till-choice", has_text="Bread").click()
        page.locator("[data-pay]").click()
        expect(page.locator("[data-last-receipt]")).to_be_visible()
        assert owner.faults == []
    assert set(Sale.objects.values_list("sold_by", flat=True)) == {cashier.pk}
