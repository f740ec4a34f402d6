"""At the counter the hours on the door bind nobody: whoever rings up is there."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from merchants.orders.errors import ShopClosed
from merchants.orders.public import Wanted
from merchants.shops.models import OpeningInterval
from merchants.till.actions import ring_up
from residents.baskets.actions import checkout, pay_order
from tests.cast import MORNING, Corner, actor, corner
from tests.trading import put, standing, wish

pytestmark = pytest.mark.django_db
NIGHT = MORNING + timedelta(hours=14)


@pytest.fixture
def closed_at_night() -> Corner:
    town = corner()
    OpeningInterval.objects.filter(shop=town.shop).update(opens_minute=480, closes_minute=1200)
    return town


def test_after_hours_a_sale_is_rung_up_and_paid(closed_at_night: Corner) -> None:
    town = closed_at_night
    sale = ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, Decimal(2), 500)], key="late", by=actor(town.owner), at=NIGHT)
    pay_order(order_id=sale.pk, method="bank_account", key="late", by=actor(town.resident), at=NIGHT)
    sale.refresh_from_db()
    assert (sale.status, sale.total_minor) == ("completed", 1_000)


def test_after_hours_nobody_orders_from_afar(closed_at_night: Corner) -> None:
    town = closed_at_night
    put(town.resident, town.milk)
    asked, before = wish(town.resident), standing()
    with pytest.raises(ShopClosed):
        checkout(wish=asked, key="late", by=actor(town.resident), at=NIGHT)
    assert standing() == before
