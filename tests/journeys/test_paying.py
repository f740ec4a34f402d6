"""A resident pays from outside the bank, is refused, pays again; pays by the code on a counter; and the shop links what came."""

from __future__ import annotations

import pytest

from ecosystem.payments.models import Payment
from ecosystem.payments.simulators.acquirer import NAME
from merchants.orders.public import Order
from merchants.till.models import Collection
from tests import cast
from tests.cast import Corner
from tests.journeys.browser import DESKTOP, PHONE, Door, Visitor
from tests.trading import Api, differences

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


def at_the_wallet(visitor: Visitor, manner: str) -> None:
    page = visitor.page
    page.wait_for_selector("#paying a[href*='/simulated-acquirer/']")
    assert visitor.wider_than_window() <= 0
    page.locator("#paying a[href*='/simulated-acquirer/']").click()
    page.wait_for_url("**/simulated-acquirer/**")
    assert visitor.wider_than_window() <= 0
    page.locator(f"button[name=manner][value={manner}]").click()


@pytest.mark.parametrize(("language", "size"), [("zh-hans", PHONE), ("en", DESKTOP)])
def test_money_from_outside_by_basket_and_by_counter_code(door: Door, town: Corner, language: str, size: tuple[int, int]) -> None:
    resident, owner = door.enter(town.resident, language), door.enter(town.owner, language, size=size)
    Api(town.resident).post("basket/lines", {"sku": str(town.milk.pk), "quantity": "2"})
    page = resident.open("/basket/")
    page.locator(f"label:has([name=method][value={NAME}])").click()
    page.locator(".pay-card .btn-primary.only-pickup").click()
    page.wait_for_url("**/waiting/")
    at_the_wallet(resident, "refused")
    page.wait_for_selector("form[action$='/again/']")
    assert resident.wider_than_window() <= 0
    assert Payment.objects.get().status == "failed"
    page.locator(f"label:has([name=method][value={NAME}])").click()
    page.locator("form[action$='/again/'] .btn-primary").click()
    at_the_wallet(resident, "prompt")
    page.wait_for_url("**/orders/*-*-*/")
    assert Order.objects.get().status == "paid"

    page = resident.open(f"/s/{town.shop.pk}/pay/")
    assert resident.wider_than_window() <= 0
    page.fill("#amount", "12.5")
    page.locator("form .btn-primary").click()
    page.wait_for_url("**/done/")
    assert resident.wider_than_window() <= 0
    page = resident.open("/pay/code/")
    page.wait_for_selector(".code-picture svg")
    assert resident.wider_than_window() <= 0

    page = owner.open("/shop/till/received/")
    assert owner.wider_than_window() <= 0
    page.locator("form[action$='/open/'] button").click()
    page.wait_for_selector(".empty-state")
    assert Collection.objects.get().status == "linked"
    assert (owner.faults, resident.faults, differences()) == ([], [], [])
