"""The counter when everybody is at it at once. Real threads, real commits."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest

from ecosystem.kernel.errors import DomainError
from ecosystem.ledger.public import balance_of, drawer_of, tab_of
from ecosystem.once.public import StillRunning
from merchants.customers.actions import pay_tab
from merchants.customers.models import Card
from merchants.customers.public import make_link
from merchants.orders.public import Order
from merchants.stock.public import Level, Movement
from merchants.till.actions import approve_shift, book_again, close_shift, give_back, open_shift, pay_out, print_receipt, replay, sell, take_for_tab
from merchants.till.models import CashMovement, Printing, Return, Sale, Shift, Todo
from tests import cast, counter
from tests.cast import MORNING, Corner, actor
from tests.counter import line, sold, ticket
from tests.staff import staff
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import differences

pytestmark = pytest.mark.race


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


def test_two_cashiers_sell_from_one_drawer(town: Corner) -> None:
    shift = counter.shift(town)
    sellers = [actor(staff(town.shop, "cashier")) for _ in range(2)]
    sales = [partial(sell, shop_id=town.shop.pk, ticket=ticket(line(town.milk), line(town.bread)), by=sellers[n % 2], at=MORNING) for n in range(40)]
    assert kinds(at_once(*sales, at_a_time=8)) == {"Sale": 40}
    assert balance_of(drawer_of(town.shop.party_id)) == 10_000 + 40 * 1_750
    assert Counter(Sale.objects.values_list("sold_by", flat=True)) == {seller.person_id: 20 for seller in sellers}
    assert Sale.objects.filter(shift=shift).count() == 40
    assert differences() == []


def test_two_different_sales_do_not_pass_a_tabs_limit_together(town: Corner) -> None:
    """No shelf keeps them apart: both could have read what the tab still takes before either is put on it."""
    wu = counter.customer(town, limit_minor=1_500)
    sales = [
        partial(sell, shop_id=town.shop.pk, ticket=ticket(line(sku), tender="tab", customer=wu), by=actor(town.owner), at=MORNING)
        for sku in (town.milk, town.bread)
    ]
    assert kinds(neck_and_neck(*sales, writes="customers_openitem")) == {"Sale": 1, "TabLimitReached": 1}
    wu.refresh_from_db()
    assert wu.balance_minor == balance_of(tab_of(town.shop.party_id)) in (500, 1_250)
    assert differences() == []


@pytest.mark.parametrize("round_", range(3))
def test_a_count_knows_every_sale_that_was_before_it(town: Corner, round_: int) -> None:
    shift = counter.shift(town, float_minor=0)
    sales = [partial(sell, shop_id=town.shop.pk, ticket=ticket(line(town.milk)), by=actor(town.owner), at=MORNING) for _ in range(11)]
    close = partial(close_shift, shift_id=shift.pk, counted={"cash": 0}, note="", key="c", by=actor(town.owner), at=MORNING)
    sales.insert(4 + round_, close)  # type: ignore[arg-type]
    answers = kinds(at_once(*sales, at_a_time=6))
    assert set(answers) <= {"Sale", "Shift", "NoOpenShift"}
    assert shift.counts.get(tender="cash").expected_minor == 500 * answers["Sale"] == 500 * Order.objects.filter(status="completed").count()
    assert balance_of(drawer_of(town.shop.party_id)) == 0
    assert differences() == []


def test_the_same_sale_sixty_four_times_is_one_sale(town: Corner) -> None:
    counter.shift(town)
    one = ticket(line(town.milk, "3"))
    sellers = [actor(town.owner), actor(cast.clerk(town.shop))]
    tries = [
        partial(sell if n % 2 else replay, shop_id=town.shop.pk, ticket=one, by=sellers[n // 2 % 2], at=MORNING + timedelta(seconds=n))
        for n in range(64)
    ]
    answers = at_once(*tries, at_a_time=16)
    assert {type(answer) for answer in answers if isinstance(answer, DomainError)} <= {StillRunning}
    assert {answer.pk for answer in answers if isinstance(answer, Sale)} == {one.sale}
    assert (Order.objects.count(), Movement.objects.filter(kind="sold").count()) == (1, 1)
    assert Level.objects.get(sku=town.milk).on_hand == 497
    assert differences() == []


def test_one_drawer_is_opened_once(town: Corner) -> None:
    by = actor(town.owner)
    opened = at_once(*[partial(open_shift, shop_id=town.shop.pk, drawer="1", float_minor=5, key=uuid4().hex, by=by, at=MORNING) for _ in range(8)])
    assert kinds(opened) == {"Shift": 1, "ShiftOpen": 7}
    assert balance_of(drawer_of(town.shop.party_id)) == 5
    assert differences() == []


def test_a_shift_is_counted_once_and_approved_once(town: Corner) -> None:
    shift = counter.shift(town)
    closing = [partial(close_shift, shift_id=shift.pk, counted={"cash": n}, note="", key=str(n), by=actor(town.owner), at=MORNING) for n in range(6)]
    assert kinds(at_once(*closing)) == {"Shift": 1, "ShiftMoved": 5}
    manager = actor(staff(town.shop, "manager"))
    assert kinds(at_once(*[partial(approve_shift, shift_id=shift.pk, by=manager, at=MORNING)] * 6)) == {"Shift": 6}
    assert Shift.objects.get().counts.count() == 1
    assert differences() == []


def test_no_more_leaves_a_drawer_than_is_in_it(town: Corner) -> None:
    shift = counter.shift(town, float_minor=1_000)
    out = [partial(pay_out, shift_id=shift.pk, amount_minor=300, reason="x", key=str(n), by=actor(town.owner), at=MORNING) for n in range(8)]
    assert kinds(at_once(*out)) == {"CashMovement": 3, "InsufficientFunds": 5}
    assert differences() == []


def test_a_tab_is_paid_once_by_cash_and_by_phone_together(town: Corner) -> None:
    counter.shift(town)
    wu = counter.customer(town)
    for _ in range(4):
        sold(town, line(town.milk), tender="tab", customer=wu)
    token = make_link(card_id=wu.pk, by=actor(town.owner), at=MORNING)
    cash = [
        partial(take_for_tab, card_id=wu.pk, amount_minor=700, wanted=[], drawer_id=None, key=str(n), by=actor(town.owner), at=MORNING)
        for n in range(4)
    ]
    bank = [partial(pay_tab, token=token, amount_minor=700, wanted=[], key=str(n), by=actor(town.resident), at=MORNING) for n in range(4)]
    assert kinds(at_once(*cash, *bank)) == {"TabPayment": 2, "PaysTooMuch": 6}
    assert Card.objects.get().balance_minor == 600
    assert differences() == []


def test_paying_a_tab_and_selling_on_it_never_wait_in_a_ring(town: Corner) -> None:
    counter.shift(town)
    wu = counter.customer(town, limit_minor=1_000_000)
    sold(town, line(town.bread, "8"), tender="tab", customer=wu)
    token = make_link(card_id=wu.pk, by=actor(town.owner), at=MORNING)
    by = actor(town.owner)
    acts: list[object] = []
    for n in range(8):
        acts += [
            partial(sell, shop_id=town.shop.pk, ticket=ticket(line(town.milk), line(town.bread), tender="tab", customer=wu), by=by, at=MORNING),
            partial(sell, shop_id=town.shop.pk, ticket=ticket(line(town.bread), line(town.milk)), by=by, at=MORNING),
            partial(take_for_tab, card_id=wu.pk, amount_minor=100, wanted=[], drawer_id=None, key=str(n), by=by, at=MORNING),
            partial(pay_tab, token=token, amount_minor=100, wanted=[], key=str(n), by=actor(town.resident), at=MORNING),
        ]
    assert kinds(at_once(*acts, at_a_time=8)) == {"Sale": 16, "TabPayment": 16}  # type: ignore[arg-type]
    assert differences() == []


def test_goods_come_back_once(town: Corner) -> None:
    counter.shift(town)
    sale = sold(town, line(town.milk, "3"))
    back = [
        partial(give_back, order_id=sale.pk, wanted={1: Decimal(2)}, reason="sour", drawer_id=None, key=str(n), by=actor(town.owner), at=MORNING)
        for n in range(6)
    ]
    assert kinds(neck_and_neck(*back)) == {"Return": 1, "NothingToReturn": 5}
    assert (Return.objects.count(), CashMovement.objects.filter(kind="refund").count()) == (1, 1)
    assert differences() == []


def test_printings_are_numbered_one_after_the_other(town: Corner) -> None:
    counter.shift(town)
    sale = sold(town, line(town.milk))
    at_once(*[partial(print_receipt, order_id=sale.pk, width=58, by=actor(town.owner), at=MORNING)] * 6)
    assert sorted(Printing.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_a_held_sale_is_booked_once_by_two_people(town: Corner) -> None:
    held = replay(shop_id=town.shop.pk, ticket=ticket(line(town.milk)), by=actor(town.owner), at=MORNING)
    assert isinstance(held, Todo)
    counter.shift(town)
    by = actor(town.owner)
    assert kinds(at_once(*[partial(book_again, todo_id=held.pk, by=by, at=MORNING)] * 4)) == {"Todo": 4}
    assert Sale.objects.count() == 1
    assert differences() == []
