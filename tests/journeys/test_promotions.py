"""An owner makes a ladder and a coupon, a resident pays less and gets her coupon back with a cancelled order; uses are sold ahead and taken."""

from __future__ import annotations

import pytest

from ecosystem.identity.public import Membership
from merchants.orders.public import Order
from merchants.promotions.public import Coupon, Promotion
from merchants.vouchers.public import Product, Voucher
from tests import cast
from tests.cast import Corner
from tests.journeys.browser import DESKTOP, PHONE, Door, Visitor
from tests.trading import Api, differences

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


def let_it_run(visitor: Visitor, kind: str, **typed: str) -> None:
    page = visitor.open("/shop/promotions/")
    page.locator(f"a[href$='/new/{kind}/']").click()
    page.wait_for_selector("#preview .deal-says")
    assert visitor.wider_than_window() <= 0
    for name, value in typed.items():
        with page.expect_response(lambda answer: "/preview/" in answer.url):
            page.fill(f"[name={name}]", value)
    page.locator("form .btn-primary").click()
    page.wait_for_url("**/promotions/*-*-*/")
    page.locator("form[action$='/publish/'] button").click()
    page.wait_for_selector("form[action$='/pause/']")


def sell_ahead_and_take_it(owner: Visitor, town: Corner) -> None:
    """The owner sells ten bottles ahead; the resident buys, and one is taken at the counter and undone."""
    page = owner.open("/shop/vouchers/")
    page.fill("#v-name", "Milk card")
    page.select_option("#v-sku", str(town.milk.pk))
    page.fill("#v-price", "45")
    page.locator("form[action$='/define/'] .btn-primary").click()
    page.wait_for_selector("form[action$='/stop/']")
    assert owner.wider_than_window() <= 0
    code = Api(town.resident).post(f"voucher-products/{Product.objects.get().pk}/buy").json()["code"]
    page = owner.open("/shop/till/voucher/")
    page.fill("#shown", code)
    page.locator("form[action$='/take/'] .btn-primary").click()
    page.wait_for_selector("form[action$='/undo/']")
    assert owner.wider_than_window() <= 0
    assert Voucher.objects.get().remaining == 9
    page.locator("form[action$='/undo/'] button").click()
    page.wait_for_selector("form[action$='/undo/']", state="detached")
    assert Voucher.objects.get().remaining == 10


@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_a_ladder_and_a_coupon_from_the_owner_to_the_basket_and_back(door: Door, town: Corner, language: str, size: tuple[int, int]) -> None:
    owner = door.enter(town.owner, language, size=size)
    let_it_run(owner, "ladder", off_2="55")
    let_it_run(owner, "coupon", threshold="20", off="5")
    ladder, coupon = Promotion.objects.order_by("created_at")
    assert (ladder.status, coupon.status) == ("published", "published")

    Api(town.resident).post(f"promotions/{coupon.pk}/claim")
    resident = door.enter(town.resident, language, size=size)
    Api(town.resident).post("basket/lines", {"sku": str(town.milk.pk), "quantity": "7"})
    page = resident.open("/basket/")
    assert page.locator(".deal-off").all_inner_texts() == ["−¥3.00", "−¥5.00"]
    assert resident.wider_than_window() <= 0
    page.locator(".pay-card .btn-primary.only-pickup").click()
    page.wait_for_url("**/orders/*-*-*/")
    assert Order.objects.get().total_minor == 2_700
    assert Coupon.objects.get().status == "used"
    page.locator("form[action$='/cancel/'] button").click()
    page.wait_for_selector("[data-state=bad]")
    assert Coupon.objects.get().status == "issued"

    page = owner.open("/shop/promotions/")
    page.locator(f"#promotion-{ladder.pk} form button").click()
    page.wait_for_selector("form[action$='/publish/']")
    sell_ahead_and_take_it(owner, town)
    assert (owner.faults, resident.faults, differences()) == ([], [], [])


def test_the_bank_opens_a_budget_and_reads_its_statement(door: Door, town: Corner) -> None:
    operator = door.enter(cast.banker(Membership.Role.OPERATOR), "en", size=DESKTOP)
    page = operator.open("/bank/budgets/")
    page.fill("[name=name]", "Spring")
    page.locator("form[action$='/open/'] button").click()
    page.wait_for_selector("#fund")
    page.fill("#fund", "250")
    page.locator("form[action$='/fund/'] button").click()
    page.wait_for_selector("form[action$='/withdraw/']")
    assert "¥250.00" in page.locator("table").inner_text()
    page.locator("form[action$='/stop/'] button").click()
    page.wait_for_selector("form[action$='/stop/']", state="detached")
    assert operator.faults == []
