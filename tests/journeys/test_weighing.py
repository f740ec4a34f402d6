"""Paid with a card and a wallet, put on the scale by the shop, and what is over comes back both ways. A real browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ecosystem.kernel import clock
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.payments.actions import work_on_all
from ecosystem.payments.models import Payment
from ecosystem.payments.simulators.acquirer import NAME
from merchants.orders.public import Order, accept_order
from merchants.shops.models import Shop
from tests import cast
from tests.acquiring import acquirer
from tests.cast import Corner, actor
from tests.journeys.browser import PHONE, Door, Visitor
from tests.merchants.cards.cast import card, plan
from tests.pictures import drawn
from tests.trading import differences, put

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]
SHOTS = os.environ.get("SHOTS", "")


@pytest.fixture
def town(committed: str) -> Corner:
    made = cast.corner()
    Shop.objects.filter(pk=made.shop.pk).update(weigh_margin_bp=1_000)
    return made


def looked_at(visitor: Visitor, name: str) -> None:
    assert visitor.wider_than_window() <= 0, name
    if SHOTS:
        visitor.page.wait_for_load_state("networkidle")
        visitor.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_paid_by_card_and_wallet_weighed_and_the_rest_back(town: Corner, door: Door, language: str) -> None:
    pears = cast.article(town.shop, town.owner, name="Pears", price_minor=1_180, unit="kg")
    made = card(town, plan(town, price_minor=500, bonus_minor=0))
    put(town.resident, pears, "1.2")
    before = balance_of(deposit_of(town.resident.party_id))
    buyer, shop = door.enter(town.resident, language, size=PHONE), door.enter(town.owner, language, size=PHONE)
    page = buyer.open("/basket/")
    expect(page.locator("#price")).to_contain_text("¥1.42")
    looked_at(buyer, f"weighing-basket-{language}")
    page.locator(f"input[name=method][value='card/{made.pk.hex}/{NAME}']").check()
    page.locator(".btn-primary.only-pickup").click()
    page.wait_for_url("**/waiting/")
    expect(page.locator("#paying")).to_contain_text("¥10.58")
    looked_at(buyer, f"weighing-paying-{language}")
    acquirer().pay(payment_id=Payment.objects.latest("created_at").pk, at=clock.now())
    acquirer().call_us(name=NAME, at=clock.now())
    page.wait_for_url("**/orders/**")
    order = Order.objects.get()
    accept_order(order_id=order.pk, by=actor(town.owner), at=clock.now())
    looked_at(buyer, f"weighing-held-{language}")
    page = shop.open(f"/shop/orders/{order.pk}/")
    page.fill("#weight-1", "1.135")
    page.set_input_files("#scale-photos", {"name": "scale.jpg", "mimeType": "image/jpeg", "buffer": drawn(320)})
    looked_at(shop, f"weighing-scale-{language}")
    page.locator("form[action$='/weigh/'] .btn-primary").click()
    expect(page.locator(".photos img")).to_be_visible()
    looked_at(shop, f"weighing-packed-{language}")
    work_on_all(at=clock.now())
    acquirer().call_us(name=NAME, at=clock.now())
    page = buyer.open(f"/orders/{order.pk}/")
    expect(page.locator("main")).to_contain_text("¥13.39")
    expect(page.locator(".photos img")).to_be_visible()
    looked_at(buyer, f"weighing-back-{language}")
    made.refresh_from_db()
    order.refresh_from_db()
    # ¥2.19 of ¥15.58 came back, 70 fen of it onto the card.
    assert (order.net_total_minor, made.left_minor, balance_of(deposit_of(town.resident.party_id))) == (1_339, 70, before)
    assert (buyer.faults, shop.faults, differences()) == ([], [], [])
