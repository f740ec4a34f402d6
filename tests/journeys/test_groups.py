"""Neighbours on their phones: a group that fills from a link and goes to the shop, and one that does not and gives the money back."""

from __future__ import annotations

import pytest
import time_machine
from playwright.sync_api import expect

from ecosystem.ledger.public import balance_of, deposit_of
from merchants.groups.public import Group, GroupBuy, fail_late_groups
from merchants.orders.public import Order, go_on_with_groups
from tests import cast
from tests.cast import MORNING, Corner
from tests.grouping import neighbours
from tests.journeys.browser import DESKTOP, Door
from tests.trading import differences

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


def test_a_group_fills_and_another_gives_back(door: Door, town: Corner) -> None:
    [friend] = neighbours(1)
    with time_machine.travel(MORNING, tick=True):
        owner, resident, neighbour = door.enter(town.owner, "en", size=DESKTOP), door.enter(town.resident, "zh-hans"), door.enter(friend, "en")
        page = owner.open("/shop/groups/")
        page.select_option("#g-sku", str(town.milk.pk))
        for number, (people, price) in enumerate((("2", "4"), ("5", "3.5"))):
            page.locator("[name=size]").nth(number).fill(people)
            page.locator("[name=price]").nth(number).fill(price)
        page.locator("form[action$='/set-up/'] .btn-primary").click()
        page.wait_for_selector("form[action$='/end/']")

        page = resident.open(f"/s/{town.shop.pk}/")
        page.locator(f"a[href='/groups/start/{GroupBuy.objects.get().pk}/']").click()
        page.locator("form[action^='/groups/start/'] .btn-primary").click()
        page.wait_for_url("**/g/*/")
        group = Group.objects.get()
        page = neighbour.open(f"/g/{group.code.lower()}/")
        page.locator("form[action$='/join/'] .btn-primary").click()
        page.wait_for_selector("[role=status] [data-tone=good]")
        assert Order.objects.filter(status="paid").count() == 2
        assert owner.open("/shop/orders/").locator(".board-card").count() == 2

        page = resident.open(f"/groups/start/{group.group_buy_id}/")
        page.locator("[name=size][value='5']").check()
        page.locator("form[action^='/groups/start/'] .btn-primary").click()
        page.wait_for_url("**/g/*/")
        second = Group.objects.get(status="forming")
        other = neighbour.open(f"/g/{second.code}/")
        other.locator("form[action$='/join/'] .btn-primary").click()
        expect(other.locator("form[action$='/join/']")).to_have_count(0)
        assert balance_of(deposit_of(town.resident.party_id)) == 100_000 - 400 - 350
        fail_late_groups(at=second.expires_at)
        go_on_with_groups(at=second.expires_at)
        page = resident.open(f"/g/{second.code}/")
        page.wait_for_selector("[role=status] [data-tone=idle]")
        neighbour.open(f"/g/{second.code}/").wait_for_selector("[role=status] [data-tone=idle]")
        assert [balance_of(deposit_of(each.party_id)) for each in (town.resident, friend)] == [100_000 - 400, 10_000 - 400]
    assert [visitor.faults for visitor in (owner, resident, neighbour)] == [[], [], []]
    assert differences() == []
