"""Zones that change while somebody checks out. Real threads, real commits."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from ecosystem.ledger.public import balance_of, deposit_of
from merchants.orders.public import Order
from merchants.shops.models import DeliveryZone
from merchants.shops.public import around, set_zones
from residents.baskets.actions import checkout
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.together import at_once, kinds
from tests.trading import differences, put, wish

pytestmark = pytest.mark.race


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


def zones(town: Corner, fee_minor: int) -> partial[Any]:
    new = around(2_000, fee_minor=fee_minor)
    return partial(set_zones, shop_id=town.shop.pk, zones=new, seen_version=0, by=actor(town.owner), at=MORNING)


def test_a_fee_that_changes_meanwhile_is_never_charged_silently(town: Corner) -> None:
    buyers = [cast.person(f"buyer{number}", money_minor=10_000) for number in range(5)]
    for buyer in buyers:
        put(buyer, town.milk, "3")
    shown = [partial(checkout, wish=wish(buyer, channel="delivery"), key=uuid4().hex, by=actor(buyer), at=MORNING) for buyer in buyers]
    answers = at_once(*shown, zones(town, 900))
    told = kinds(answers)
    assert told.get("UUID", 0) + told.get("QuoteChanged", 0) == 5
    assert told["Shop"] == 1
    assert set(Order.objects.values_list("delivery_fee_minor", flat=True)) <= {300}, "what was shown, or nothing"
    assert {balance_of(deposit_of(buyer.party_id)) for buyer in buyers} <= {10_000, 10_000 - 1_800}
    assert differences() == []


def test_two_managers_who_saw_the_same_zones_write_one_list(town: Corner) -> None:
    answers = at_once(*[zones(town, fee) for fee in (100, 200, 400)])
    assert kinds(answers) == {"Shop": 1, "ShopChanged": 2}
    assert DeliveryZone.objects.filter(shop=town.shop).count() == 1
