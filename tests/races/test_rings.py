"""Verbs that hold the same rows in different circumstances, and never wait for each other in a ring."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from ecosystem import ports
from ecosystem.ledger.public import available_of, balance_of, pending_of
from ecosystem.payments.public import BANK_ACCOUNT, Payee, Payment, create_payment
from merchants.aftersale.actions import refund_lines, refunding
from merchants.aftersale.rules import Asked
from merchants.orders.actions import paying
from merchants.orders.public import Draft, Order, Wanted, close_unpaid, place_order
from merchants.settlement.actions import settling
from merchants.shops.public import serving_shops
from merchants.stock.public import Level
from merchants.till.actions import ring_up
from residents.baskets.actions import pay_order
from tests import cast, dealing
from tests.cast import MORNING, Corner, actor
from tests.together import at_once, kinds
from tests.trading import SLOW_BANK, SlowBank, check_out, differences, hand_over, order_in, put

pytestmark = pytest.mark.race
LATER = MORNING + timedelta(hours=1)
PATIENCE_S = 60


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


@pytest.fixture
def slow_bank() -> Iterator[None]:
    ports.payment_methods.join(SLOW_BANK, SlowBank())
    yield
    ports.payment_methods.leave(SLOW_BANK)


def test_errands_over_the_same_shops_in_opposite_order_never_wait_in_a_ring(town: Corner) -> None:
    fish = cast.article(town.rival_shop, town.rival, name="Fish", stock="500")
    buyers = [cast.person(f"buyer{number}", money_minor=100_000) for number in range(6)]
    goods = [town.milk, town.bread, fish]

    def shop_four_times(number: int) -> UUID:
        for _ in range(4):
            for sku in goods if number % 2 else reversed(goods):
                put(buyers[number], sku)
            errand = check_out(buyers[number])
        return errand

    answers = at_once(*[partial(shop_four_times, number) for number in range(6)])
    assert kinds(answers) == {"UUID": 6}
    assert Order.objects.count() == 6 * 4 * 2
    assert Level.objects.get(sku=fish).reserved == 24
    assert differences() == []


def test_a_sweep_and_an_errand_over_the_same_shelves_never_wait_in_a_ring(town: Corner, slow_bank: None) -> None:
    """The errand holds the first shop's shelf and then wants the second's; the sweep's older order lies in the second."""
    fish = cast.article(town.rival_shop, town.rival, name="Fish")
    first, second = sorted([town.milk, fish], key=lambda sku: sku.shop_id)
    for minute, sku in enumerate([second, first]):
        put(town.resident, sku)
        check_out(town.resident, method=SLOW_BANK, at=MORNING + timedelta(minutes=minute))
    shops = serving_shops([first.shop_id, second.shop_id])
    holds_first = threading.Event()

    @transaction.atomic
    def errand() -> int:
        for sku in (first, second):
            draft = Draft(shop=shops[sku.shop_id], channel="pickup", wanted=(Wanted(sku.pk, Decimal(1), 500),))
            place_order(draft=draft, buyer_id=town.resident.party_id, errand_id=uuid4(), at=LATER)
            holds_first.set()
            time.sleep(0.4)
        return 2

    def sweep() -> int:
        assert holds_first.wait(PATIENCE_S)
        return close_unpaid(at=LATER)

    assert at_once(errand, sweep) == [2, 2]
    assert [Level.objects.get(sku=sku).reserved for sku in (first, second)] == [1, 1]


def test_a_counter_sale_and_an_errand_of_the_same_shop_never_wait_in_a_ring(town: Corner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The errand holds the shelf and wants the shop's account; the sale moves the account, then takes from the shelf."""
    sale = ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, Decimal(1), 500)], key="t", by=actor(town.owner), at=MORNING)
    payer = cast.person("payer", money_minor=1_000)
    holds_shelf, took_money = threading.Event(), paying.take_money

    def create_later(**values: Any) -> Payment:
        holds_shelf.set()
        time.sleep(0.5)
        return create_payment(**values)

    def take_later(**values: Any) -> None:
        time.sleep(0.2)
        took_money(**values)

    monkeypatch.setattr(paying, "take_money", take_later)

    def pay() -> UUID:
        assert holds_shelf.wait(PATIENCE_S)
        return pay_order(order_id=sale.pk, method=BANK_ACCOUNT, key="p", by=actor(payer), at=MORNING)

    @transaction.atomic
    def errand() -> UUID:
        shop = serving_shops([town.shop.pk])[town.shop.pk]
        draft = Draft(shop=shop, channel="pickup", wanted=(Wanted(town.milk.pk, Decimal(1), 500),))
        order = place_order(draft=draft, buyer_id=town.resident.party_id, errand_id=uuid4(), at=MORNING)
        payee = Payee("order", order.pk, pending_of(shop.party_id), order.total_minor)
        return create_later(payer_id=town.resident.party_id, method=BANK_ACCOUNT, payees=[payee], by=actor(town.resident), at=MORNING).pk

    assert kinds(at_once(errand, pay)) == {"UUID": 2}
    assert differences() == []


def test_counter_sales_and_hand_overs_of_one_shop_never_wait_in_a_ring(town: Corner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sale's payment moves the shop's pending money, then its settlement the rest; a hand-over moves all in one order."""
    order = order_in("ready", town)
    sale = ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.bread.pk, Decimal(1), 1250)], key="t", by=actor(town.owner), at=MORNING)
    payer = cast.person("payer", money_minor=2_000)
    paid, took_money = threading.Event(), paying.take_money

    def take_later(**values: Any) -> None:
        paid.set()
        time.sleep(0.4)
        took_money(**values)

    monkeypatch.setattr(paying, "take_money", take_later)

    def hand() -> UUID:
        assert paid.wait(PATIENCE_S)
        return hand_over(order_id=order.pk, key="h", by=actor(town.owner), at=MORNING).pk

    pay = partial(pay_order, order_id=sale.pk, method=BANK_ACCOUNT, key="p", by=actor(payer), at=MORNING)
    assert kinds(at_once(pay, hand)) == {"UUID": 2}
    assert balance_of(available_of(town.shop.party_id)) == 990 + 1245
    assert differences() == []


def test_a_refund_and_a_hand_over_that_one_budget_bears_never_wait_in_a_ring(town: Corner, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hand-over holds the funder's budget and then wants the shop's accounts; the refund holds accounts and gives back to the budget."""
    banks = dealing.budget(dealing.operator(), amount_minor=1_000, share_pct=100)
    dealing.ladder(town, (500, 100), platform_budget_id=banks.pk)
    back, order = order_in("completed", town), order_in("ready", town)
    holds_budget, holds_accounts = threading.Event(), threading.Event()
    spend, reverse = settling.spend, refunding.reverse_settlement

    def spend_slowly(**values: Any) -> Any:
        spent = spend(**values)
        holds_budget.set()
        time.sleep(0.4)
        return spent

    def reverse_later(**values: Any) -> Any:
        holds_accounts.set()
        # Where the refund holds the budget already, the hand-over stands before it and nobody comes.
        holds_budget.wait(0.5)
        return reverse(**values)

    monkeypatch.setattr(settling, "spend", spend_slowly)
    monkeypatch.setattr(refunding, "reverse_settlement", reverse_later)

    def hand() -> UUID:
        assert holds_accounts.wait(PATIENCE_S)
        return hand_over(order_id=order.pk, key="h", by=actor(town.owner), at=MORNING).pk

    def refund() -> UUID:
        asked = [Asked(1, Decimal(1), "")]
        return refund_lines(order_id=back.pk, asked=asked, reason="x", key="r", by=actor(town.owner), at=MORNING).pk

    assert kinds(at_once(refund, hand)) == {"UUID": 2}
    assert dealing.parts_of(banks) == (0, 150, 850)
    assert differences() == []
