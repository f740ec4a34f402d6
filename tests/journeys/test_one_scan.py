"""Somebody who was never here scans the code on a table, fills a basket, signs in where she pays, and pays. A phone, both languages."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from ecosystem.identity.public import Person
from ecosystem.payments.simulators.acquirer import NAME
from merchants.arrivals.models import Arrival
from merchants.arrivals.rules import STEPS
from merchants.orders.public import Order
from tests import cast
from tests.cast import Corner
from tests.journeys.browser import DESKTOP, PHONE, Door
from tests.trading import differences

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_from_the_code_on_a_table_to_a_paid_order(door: Door, town: Corner, language: str) -> None:
    stranger, email = door.enter(None, language, size=PHONE), f"{language}@example.test"
    page = stranger.open(f"/s/{town.shop.pk}/?place=Table+4&from=table")
    assert page.url.endswith(f"/s/{town.shop.pk}/") and stranger.wider_than_window() <= 0
    page.locator(".goods-item", has=page.locator(f"input[value='{town.milk.pk}']")).locator("[data-step='1']").click()
    page.locator("#basket-bar a").click()
    page.wait_for_selector(".pay-card")
    assert stranger.wider_than_window() <= 0
    page.locator(".pay-card .btn-primary").click()
    page.fill("#id_email", email)
    page.locator("form .btn-primary").click()
    page.wait_for_selector("#id_code")
    assert email in page.inner_text("main") and stranger.wider_than_window() <= 0
    code = re.search(r"^([0-9A-Z-]{6,12})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    page.fill("#id_code", code[1])
    page.locator("form .btn-primary").first.click()
    page.wait_for_selector("form.pay-card")
    assert page.input_value("#note") == "Table 4" and stranger.wider_than_window() <= 0
    page.locator(f"label:has([name=method][value={NAME}])").click()
    page.locator(".pay-card .btn-primary.only-pickup").click()
    page.wait_for_selector("#paying a[href*='/simulated-acquirer/']")
    page.locator("#paying a[href*='/simulated-acquirer/']").click()
    page.wait_for_url("**/simulated-acquirer/**")
    page.locator("button[name=manner][value=prompt]").click()
    page.wait_for_url("**/orders/*-*-*/")
    order = Order.objects.get()
    assert (order.status, order.note, order.buyer_id) == ("paid", "Table 4", Person.objects.get(email=email).party_id)
    assert list(Arrival.objects.values_list(*STEPS).get()) == [1, 1, 1, 1, 1, 0]
    owner = door.enter(town.owner, language, size=DESKTOP)
    page = owner.open("/shop/promotions/")
    page.locator("a[href^='/shop/arrivals/']").click()
    page.wait_for_selector("dl.sum")
    assert owner.wider_than_window() <= 0
    assert (stranger.faults, owner.faults, differences()) == ([], [], [])
