"""Orders that several people move, pay, close or pay out at once. Real threads, real commits."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from ecosystem import ports
from ecosystem.kernel.errors import DomainError
from ecosystem.kernel.ids import uuid7
from ecosystem.ledger.public import available_of, balance_of, deposit_of, pending_of
from ecosystem.once.public import StillRunning
from ecosystem.payments.public import BANK_ACCOUNT, Payee, Payment, Refund, create_payment, create_refund
from merchants.catalog.actions import Answer, Question, ask_with, define_group
from merchants.orders.actions import cancelling
from merchants.orders.public import Draft, Order, Wanted, accept_order, cancel_order, close_unpaid, mark_ready, place_order, reject_order
from merchants.shops.public import serving_shops
from merchants.stock.public import Level, Movement, Reservation
from merchants.till.actions import ring_up
from residents.baskets.actions import checkout, pay_order
from tests import cast
from tests.cast import BANK, MORNING, Corner, actor
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import SLOW_BANK, SlowBank, differences, hand_over, money_arrives, order_in, put, wish

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


def test_two_hundred_buyers_of_fifty_bottles_get_fifty(town: Corner) -> None:
    shelf = cast.article(town.shop, town.owner, price_minor=700, stock="50", name="Yoghurt")
    buyers = [cast.person(f"buyer{number}", money_minor=10_000) for number in range(200)]
    for buyer in buyers:
        put(buyer, shelf)
    answers = at_once(*[partial(checkout, wish=wish(buyer), key=uuid4().hex, by=actor(buyer), at=MORNING) for buyer in buyers], at_a_time=16)
    assert kinds(answers) == {"UUID": 50, "SoldOut": 150}
    level = Level.objects.get(sku=shelf)
    assert (int(level.on_hand), int(level.reserved)) == (50, 50)
    assert Order.objects.filter(status="paid").count() == 50
    assert sorted(balance_of(deposit_of(buyer.party_id)) for buyer in buyers) == [9_300] * 50 + [10_000] * 150
    assert balance_of(pending_of(town.shop.party_id)) == 50 * 700
    assert differences() == []


def test_two_lines_of_one_article_take_their_sum(town: Corner) -> None:
    shelf = cast.article(town.shop, town.owner, stock="10", name="Eggs")
    draft = Draft(
        shop=serving_shops([town.shop.pk])[town.shop.pk],
        channel="pickup",
        wanted=(Wanted(shelf.pk, Decimal(2), 500), Wanted(shelf.pk, Decimal(1), 500)),
    )
    place = transaction.atomic(partial(place_order, buyer_id=town.resident.party_id, at=MORNING))
    answers = at_once(*[lambda: place(draft=replace(draft, order_id=uuid4()), errand_id=uuid4())] * 8)
    assert kinds(answers) == {"Order": 3, "SoldOut": 5}
    assert Level.objects.get(sku=shelf).reserved == 9
    assert sorted(Reservation.objects.filter(level__sku=shelf).values_list("quantity", flat=True)) == [1, 1, 1, 2, 2, 2]
    assert differences() == []


def test_choices_of_several_lines_that_use_one_article_take_their_sum(town: Corner) -> None:
    """Milk with pearls, bread with pearls, and pearls: a bundle on one shelf, bought by eight at once."""
    pearls = cast.article(town.shop, town.owner, stock="10", name="Pearls")
    question = Question("加料", "Extra", (Answer("珍珠", "Pearls", 200, pearls.pk, Decimal(1)),), 0, 2)
    group = define_group(shop_id=town.shop.pk, question=question, by=actor(town.owner), at=MORNING)
    for sku in (town.milk, town.bread):
        ask_with(sku_id=sku.pk, group_id=group.pk, by=actor(town.owner), at=MORNING)
    option = group.options.get().pk
    wanted = tuple(Wanted(sku.pk, Decimal(1), price, options=(option,)) for sku, price in ((town.milk, 700), (town.bread, 1_450)))
    shop = serving_shops([town.shop.pk])[town.shop.pk]
    draft = Draft(shop=shop, channel="pickup", wanted=(*wanted, Wanted(pearls.pk, Decimal(1), pearls.price_minor)))
    place = transaction.atomic(partial(place_order, buyer_id=town.resident.party_id, at=MORNING))
    answers = at_once(*[lambda: place(draft=replace(draft, order_id=uuid4()), errand_id=uuid4())] * 8)
    assert kinds(answers) == {"Order": 3, "SoldOut": 5}
    assert {level.sku_id: level.reserved for level in Level.objects.filter(shop=town.shop)} == {town.milk.pk: 3, town.bread.pk: 3, pearls.pk: 9}
    assert differences() == []


def test_the_same_key_sixty_four_times_is_one_errand(town: Corner) -> None:
    put(town.resident, town.milk, "3")
    asked = wish(town.resident)
    buy_it = partial(checkout, wish=asked, key="once", by=actor(town.resident), at=MORNING)
    answers = [*at_once(*[buy_it] * 64), buy_it()]
    told = {answer for answer in answers if not isinstance(answer, DomainError)}
    assert {type(answer) for answer in answers if isinstance(answer, DomainError)} <= {StillRunning}
    assert told == {Order.objects.get().errand_id}
    assert Payment.objects.count() == 1
    assert balance_of(deposit_of(town.resident.party_id)) == 100_000 - 1_500
    assert differences() == []


def test_one_basket_checked_out_from_two_phones_is_bought_once(town: Corner) -> None:
    put(town.resident, town.milk, "3")
    asked = wish(town.resident)
    answers = at_once(*[partial(checkout, wish=asked, key=f"phone/{n}", by=actor(town.resident), at=MORNING) for n in range(6)])
    assert kinds(answers) == {"UUID": 1, "BasketEmpty": 5}
    assert Order.objects.count() == 1
    assert differences() == []


@pytest.mark.parametrize("turn", [1, -1])
def test_an_order_is_accepted_or_cancelled_never_both(town: Corner, turn: int) -> None:
    order = order_in("paid", town)
    accept = partial(accept_order, order_id=order.pk, by=actor(town.owner), at=MORNING)
    cancel = partial(cancel_order, order_id=order.pk, key="c", by=actor(town.resident), at=MORNING)
    answers = neck_and_neck(*[accept, cancel][::turn])
    assert kinds(answers) == {"Order": 1, "OrderMoved": 1}
    order.refresh_from_db()
    refunds = Refund.objects.count()
    assert (order.status, refunds, order.version) in {("accepted", 0, 3), ("cancelled", 1, 3)}
    assert differences() == []


def test_handing_over_at_once_settles_once(town: Corner) -> None:
    order = order_in("ready", town)
    acts = [partial(hand_over, order_id=order.pk, key=f"k{number}", by=actor(town.owner), at=MORNING) for number in range(6)]
    assert kinds(at_once(*acts)) == {"Order": 1, "OrderMoved": 5}
    assert list(Movement.objects.filter(kind="sold").values_list("quantity", flat=True)) == [-2]
    assert balance_of(available_of(town.shop.party_id)) == 990
    assert differences() == []


def test_a_hand_over_and_a_rejection_at_once_do_one_of_them(town: Corner) -> None:
    order = order_in("ready", town)
    owner = actor(town.owner)
    answers = at_once(
        partial(hand_over, order_id=order.pk, key="h", by=owner, at=MORNING),
        partial(reject_order, order_id=order.pk, reason="busy", key="r", by=owner, at=MORNING),
    )
    assert Counter(isinstance(answer, Order) for answer in answers) == {True: 1, False: 1}
    assert differences() == []


def test_refunds_at_once_never_give_back_more_than_was_paid(town: Corner) -> None:
    """A document of no room that tells nobody: only the payment's own counter stands in the way."""
    document, told = uuid7(), []

    class Listener:
        def hold(self, *, document_ids: object) -> list[str]:
            return []

        def paid(self, *, document_ids: object, payment_id: UUID, transfer_id: UUID, by: object, at: datetime) -> None:
            told.append(payment_id)

    ports.payables.join("of_a_test", Listener())
    try:
        with transaction.atomic():
            payees = [Payee("of_a_test", document, pending_of(town.shop.party_id), 1_000)]
            payment = create_payment(payer_id=town.resident.party_id, method=BANK_ACCOUNT, payees=payees, by=BANK, at=MORNING)
    finally:
        ports.payables.leave("of_a_test")
    refund = transaction.atomic(
        partial(create_refund, payment_id=payment.pk, document_id=document, amount_minor=300, reason="test", by=BANK, at=MORNING)
    )
    answers = at_once(*[partial(refund, key=f"r{number}") for number in range(8)])
    assert kinds(answers) == {"Refund": 3, "RefundTooLarge": 5}
    payment.refresh_from_db()
    assert (told, payment.refund_reserved_minor, balance_of(pending_of(town.shop.party_id))) == ([payment.pk], 900, 100)


def confirmed(order: Order) -> Payment:
    """The money arrives from outside, then the method says so."""
    return money_arrives(Payment.objects.get(shares__document_id=order.pk), LATER)


def test_a_late_payment_finds_the_order_open_or_comes_back(town: Corner, slow_bank: None) -> None:
    """Both have looked at the order before either moves it, whichever began first."""
    ends = []
    for turn in (1, -1):
        order = order_in("pending_payment", town)
        answers = neck_and_neck(*[partial(confirmed, order), partial(close_unpaid, at=LATER)][::turn], writes="orders_order")
        assert not [answer for answer in answers if isinstance(answer, DomainError)]
        order.refresh_from_db()
        ends.append((order.status, sum(Refund.objects.filter(document_id=order.pk).values_list("amount_minor", flat=True))))
    assert set(ends) <= {("paid", 0), ("closed", 1_000)}, ends
    kept = sum(status == "paid" for status, _back in ends)
    assert balance_of(deposit_of(town.resident.party_id)) == 100_000 - 1_000 * kept
    assert Level.objects.get(sku=town.milk).reserved == 2 * kept
    assert differences() == []


def test_a_payment_waits_for_the_close_that_came_first(town: Corner, slow_bank: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep has found the order unpaid and not closed it yet; the money that comes now finds it closed and goes back."""
    order = order_in("pending_payment", town)
    found, move = threading.Event(), cancelling.move

    def move_slowly(*told: Any, **how: Any) -> Order:
        found.set()
        time.sleep(0.4)
        return move(*told, **how)

    monkeypatch.setattr(cancelling, "move", move_slowly)

    def pay() -> Payment:
        assert found.wait(PATIENCE_S)
        return confirmed(order)

    assert kinds(at_once(partial(close_unpaid, at=LATER), pay)) == {"int": 1, "Payment": 1}
    order.refresh_from_db()
    assert (order.status, Refund.objects.get().amount_minor) == ("closed", 1_000)
    assert balance_of(deposit_of(town.resident.party_id)) == 100_000
    assert Level.objects.get(sku=town.milk).reserved == 0
    assert differences() == []


def test_confirming_at_once_pays_once(town: Corner, slow_bank: None) -> None:
    order = order_in("pending_payment", town)
    answers = at_once(*[partial(confirmed, order)] * 6)
    assert kinds(answers) == {"Payment": 6}
    order.refresh_from_db()
    assert (order.status, order.version, Refund.objects.count()) == ("paid", 2, 0)
    assert differences() == []


def test_a_counter_sale_scanned_by_several_is_paid_by_one(town: Corner) -> None:
    sale = ring_up(shop_id=town.shop.pk, wanted=[Wanted(town.milk.pk, Decimal(1), 500)], key="t", by=actor(town.owner), at=MORNING)
    payers = [cast.person(f"payer{number}", money_minor=1_000) for number in range(6)]
    acts = [partial(pay_order, order_id=sale.pk, method=BANK_ACCOUNT, key="p", by=actor(payer), at=MORNING) for payer in payers]
    answers = at_once(*acts)
    assert Counter(isinstance(answer, UUID) for answer in answers) == {True: 1, False: 5}
    assert sorted(balance_of(deposit_of(payer.party_id)) for payer in payers) == [500] + [1_000] * 5
    assert Order.objects.get(pk=sale.pk).status == "completed"
    assert differences() == []


def test_buttons_pressed_at_once_move_an_order_one_step(town: Corner) -> None:
    order = order_in("accepted", town)
    answers = at_once(*[partial(mark_ready, order_id=order.pk, by=actor(town.owner), at=MORNING)] * 6)
    assert kinds(answers) == {"Order": 1, "OrderMoved": 5}
