"""Funders bear their part: promised, paid, given back, and not a fen more than was put up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from ecosystem.ledger.public import available_of, balance_of, budget_of, deposit_of
from merchants.promotions.actions import (
    stop_budget,
    withdraw_budget,
)
from merchants.promotions.errors import (
    BudgetNotFound,
    BudgetTooSmall,
)
from merchants.promotions.models import BudgetEntry
from merchants.promotions.public import fund_budget
from merchants.settlement.public import Settlement
from tests import buying, cast, dealing
from tests.cast import MORNING, Corner, actor
from tests.merchants import money
from tests.merchants.promotions.test_buying import serve
from tests.trading import Api, buy, differences, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Iterator[Corner]:
    with time_machine.travel(MORNING, tick=False):
        yield cast.corner(stock="500", money_minor=1_000_000)


def test_funders_pay_their_part_when_goods_change_hands_and_get_it_back_as_they_come_back(town: Corner) -> None:
    bank = dealing.operator()
    mill, miller = buying.supplier("Mill", money_minor=5_000)
    banks, mills = (
        dealing.budget(bank, amount_minor=1_000, share_pct=40),
        dealing.budget(actor(miller), amount_minor=5_000, share_pct=30, party_id=mill.party_id),
    )
    assert balance_of(deposit_of(mill.party_id)) == 0
    dealing.ladder(town, (3_000, 1_001), platform_budget_id=banks.pk, supplier_budget_id=mills.pk)
    order = buy(town.resident, town.milk, "7")
    assert (order.discount_minor, order.subsidy_minor) == (1_001, 701)
    assert (dealing.parts_of(banks), dealing.parts_of(mills)) == ((401, 0, 599), (300, 0, 4_700))
    assert differences() == []
    serve(order, town)
    assert (dealing.parts_of(banks), dealing.parts_of(mills)) == ((0, 401, 599), (0, 300, 4_700))
    sale = Settlement.objects.get(order_id=order.pk)
    assert (sale.goods_minor, sale.subsidy_minor, sale.commission_minor) == (2_499, 701, 25)
    assert sale.net_minor == 2_499 + 701 - 25 == balance_of(available_of(town.shop.party_id))
    assert balance_of(budget_of(mill.party_id)) == 4_700
    assert differences() == []
    money.give_back(order, [(1, "3")])
    money.give_back(order, [(1, "4")])
    assert (dealing.parts_of(banks), dealing.parts_of(mills)) == ((0, 0, 1_000), (0, 0, 5_000))
    assert balance_of(available_of(town.shop.party_id)) == 0
    assert sum(Settlement.objects.filter(order_id=order.pk).values_list("subsidy_minor", flat=True)) == 0
    assert differences() == []
    kinds = list(BudgetEntry.objects.filter(budget=banks).order_by("pk").values_list("kind", "amount_minor"))
    assert kinds[:3] == [("funded", 1_000), ("reserved", 401), ("spent", 401)]
    assert [kind for kind, _amount in kinds[3:]] == ["returned", "returned"]


def test_a_budget_is_a_hard_stop(town: Corner) -> None:
    banks = dealing.budget(dealing.operator(), amount_minor=300, share_pct=50)
    dealing.ladder(town, (3_000, 400), platform_budget_id=banks.pk)
    order = buy(town.resident, town.milk, "6")
    assert dealing.parts_of(banks) == (200, 0, 100)
    put(town.resident, town.milk, "6")
    part = Api(town.resident).get("basket").json()["parts"][0]
    assert (part["discounts"], part["missed"][0]["reason"]) == ([], "used_up")
    assert buy(town.resident, town.milk, "6").discount_minor == 0
    Api(town.resident).post(f"orders/{order.pk}/cancel")
    assert dealing.parts_of(banks) == (0, 0, 300)
    assert buy(town.resident, town.milk, "6").subsidy_minor == 200
    assert differences() == []


def test_a_stopped_budget_promises_nothing_and_gives_back_what_is_left(town: Corner) -> None:
    bank = dealing.operator()
    banks = dealing.budget(bank, amount_minor=1_000)
    dealing.ladder(town, (3_000, 400), platform_budget_id=banks.pk)
    buy(town.resident, town.milk, "6")
    for key in ("s", "s", "again"):
        assert stop_budget(budget_id=banks.pk, key=key, by=bank, at=MORNING).left_minor == 800
    assert buy(town.resident, town.milk, "6").discount_minor == 0
    with pytest.raises(BudgetTooSmall):
        withdraw_budget(budget_id=banks.pk, amount_minor=801, key="w", by=bank, at=MORNING)
    for _again in range(2):
        withdraw_budget(budget_id=banks.pk, amount_minor=800, key="w", by=bank, at=MORNING)
    with pytest.raises(BudgetNotFound):
        fund_budget(budget_id=banks.pk, amount_minor=1, key="f", by=bank, at=MORNING)
    assert dealing.parts_of(banks) == (200, 0, 0)
    assert differences() == []
