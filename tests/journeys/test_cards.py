"""A prepaid card on a phone: the owner offers it, a neighbour buys it, pays her basket with it, and ends it. A real browser."""

from __future__ import annotations

import pytest

from merchants.cards.models import PrepaidCard
from merchants.orders.public import Order
from tests import cast
from tests.cast import Corner
from tests.journeys.browser import DESKTOP, PHONE, Door
from tests.merchants.cards.cast import plan
from tests.trading import differences, put

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner()


def test_a_card_is_offered_bought_spent_and_ended(town: Corner, door: Door) -> None:
    plan(town, price_minor=2_000, bonus_minor=0)
    put(town.resident, town.milk, "4")
    owner, resident = door.enter(town.owner, "en", size=DESKTOP), door.enter(town.resident, "zh-hans", size=PHONE)
    page = owner.open("/shop/cards/")
    for field, value in (("#c-name", "Breakfast card"), ("#c-price", "100"), ("#c-bonus", "8")):
        page.fill(field, value)
    page.locator("form[action$='/define/'] .btn-primary").click()
    page.wait_for_selector("text=Breakfast card")
    page = resident.open(f"/s/{town.shop.pk}/")
    page.locator("a[href*='/wallet/cards/buy/']", has_text="Breakfast card").click()
    page.locator("form[action*='/cards/buy/'] .btn-primary").click()
    page.wait_for_selector("#code .code-text", state="attached")
    assert resident.wider_than_window() <= 0
    page = resident.open("/basket/")
    page.locator("input[name=method][value^='card/']").first.check()
    page.locator(".btn-primary.only-pickup").click()
    page.wait_for_url("**/orders/**")
    assert (Order.objects.get().tender, PrepaidCard.objects.get().left_minor) == ("card", 8_800)
    page = resident.open(f"/wallet/cards/{PrepaidCard.objects.get().pk}/")
    page.locator("form[action$='/end/'] button").click()
    page.wait_for_selector("#code", state="detached")
    card = PrepaidCard.objects.get()
    assert (card.status, card.refunded_minor + sum(use.paid_minor for use in card.uses.all())) == ("ended", 10_000)
    owner.open("/shop/cards/")
    assert (owner.faults, resident.faults) == ([], [])
    assert differences() == []
