"""Pages of vouchers take the same statements however much they show."""

from __future__ import annotations

from functools import partial

import pytest
import time_machine

from tests import cast
from tests.cast import MORNING
from tests.merchants.test_budgets import statements
from tests.merchants.vouchers.test_vouchers import bought, redeem
from tests.trading import Api

pytestmark = pytest.mark.django_db


def test_a_page_takes_the_same_statements_however_much_it_shows() -> None:
    with time_machine.travel(MORNING, tick=False):
        town = cast.corner()
        owner, resident = Api(town.owner), Api(town.resident)
        pages = [(owner, "/shop/vouchers/"), (owner, "/shop/till/voucher/"), (resident, "/api/v1/vouchers")]
        pages.append((Api(), f"/api/v1/shops/{town.shop.pk}/voucher-products"))
        counts = []
        for more in (1, 3):
            for _each in range(more):
                _voucher, code = bought(town)
                redeem(town, code)
            for who, page in pages:
                assert who.client.get(page).status_code == 200, page
            counts.append([len(statements(partial(who.client.get, page))) for who, page in pages])
        assert counts[0] == counts[1]
