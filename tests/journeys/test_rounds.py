"""A round on three screens: opened by a shop, joined from the basket by neighbours who send each other its link, cut off, packed."""

from __future__ import annotations

import re

import pytest
import time_machine

from ecosystem.ledger.public import balance_of, deposit_of
from merchants.rounds.public import Round
from tests import cast
from tests.cast import MORNING, Corner
from tests.grouping import neighbours
from tests.journeys.browser import DESKTOP, Door, Visitor
from tests.riding import cut_off, estate
from tests.trading import differences

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


def joins(visitor: Visitor, found: Round, shop_id: object) -> None:
    """From the link over the shop to the basket, where the round is chosen already."""
    page = visitor.open(f"/r/{found.code.lower()}/")
    page.locator(f"a[href='/s/{shop_id}/']").click()
    page.wait_for_selector(".goods-item")
    with page.expect_response(re.compile("/basket/put/")):
        page.locator(".goods-item [data-step='1']").first.click()
    page.locator("#basket-bar a").click()
    page.wait_for_selector("input[value='round']:checked")
    page.locator("button.only-round").click()
    page.wait_for_url("**/orders/*/")


def test_neighbours_share_a_round(door: Door, town: Corner) -> None:
    [friend] = neighbours(1)
    estate()
    with time_machine.travel(MORNING, tick=True):
        owner, resident, neighbour = door.enter(town.owner, "en", size=DESKTOP), door.enter(town.resident, "zh-hans"), door.enter(friend, "en")
        page = owner.open("/shop/rounds/")
        for field, told in (("gate", "东门"), ("begins", "2026-11-03T14:00"), ("fee", "10"), ("least", "2"), ("most", "3")):
            page.locator(f"[name={field}]").fill(told)
        page.locator("form[action$='/open/'] .btn-primary").click()
        page.wait_for_selector("form[action$='/call-off/']")
        found = Round.objects.get()
        joins(resident, found, town.shop.pk)
        # Who looks at the round sees it fill.
        page = resident.open(f"/r/{found.code}/")
        page.wait_for_selector("progress[value='1']")
        joins(neighbour, found, town.shop.pk)
        page.wait_for_selector("progress[value='2']")
        paid = balance_of(deposit_of(friend.party_id))
        assert cut_off(found.cuts_off_at) == (1, 2)
        page = neighbour.open("/rounds/mine/")
        page.locator(".order-card").click()
        page.wait_for_selector("[role=status] [data-tone=good]")
        assert balance_of(deposit_of(friend.party_id)) == paid
        page = owner.open(f"/shop/orders/round/{found.pk}/")
        assert page.locator(".round-row").count() == 2
        page.locator(".round-row a").first.click()
        page.wait_for_selector("#board")
    assert [visitor.faults for visitor in (owner, resident, neighbour)] == [[], [], []]
    assert differences() == []
