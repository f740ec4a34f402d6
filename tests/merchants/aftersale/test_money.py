"""Money back to the fen: shares, commission, delivery fees, payouts, tabs, drawers, goods, and banks that refuse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from ecosystem import ports
from ecosystem.feed.public import FactRow
from ecosystem.kernel.errors import DomainError
from ecosystem.ledger.public import balance_of, book_total, deposit_of, drawer_of
from ecosystem.payments.actions import hear_refund
from ecosystem.payments.errors import PaymentFailed, RefundDecided, SentToNobody, WaivedBySame
from ecosystem.payments.models import Payment, Refund
from ecosystem.ports import Outcome
from merchants.aftersale import actions
from merchants.aftersale.errors import AtTheCounter, CaseMoved, NothingToReturn, ReasonMissing
from merchants.aftersale.models import Case, Tally
from merchants.aftersale.rules import Asked, Claim, base_back, granted
from merchants.orders.public import Order, OrderNotFound, accept_order, mark_ready
from merchants.payouts.public import pay_out
from merchants.settlement.public import Settlement
from merchants.stock.public import Level, Movement, Quarantine, TakenBackTooMuch
from merchants.till.actions import give_back, take_for_tab
from merchants.till.actions.invoicing import request_invoice
from tests import cast, counter
from tests.cast import MORNING, Corner, actor
from tests.merchants.aftersale.cast import StubbornBank, agreed, all_of_it, applied, handed_over
from tests.merchants.money import money_of, operator, put_up
from tests.trading import buy, differences, hand_over

pytestmark = pytest.mark.django_db
STUBBORN = "stubborn_bank"


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


@pytest.fixture
def bank() -> Iterator[StubbornBank]:
    made = StubbornBank()
    ports.payment_methods.join(STUBBORN, made)
    yield made
    ports.payment_methods.leave(STUBBORN)


def refund_lines(town: Corner, order: Order, *lines: tuple[int, str, str], key: str = "", **more: object) -> Case:
    asked = [Asked(position, Decimal(quantity), restock) for position, quantity, restock in lines]
    return actions.refund_lines(order_id=order.pk, asked=asked, reason="kindness", key=key or uuid4().hex, by=actor(town.owner), at=MORNING, **more)  # type: ignore[arg-type]


def on_hand(town: Corner) -> Decimal:
    return Level.objects.get(sku=town.milk).on_hand


def test_one_of_three_comes_back_with_its_commission_and_its_fact(town: Corner) -> None:
    order = handed_over(town)
    before = balance_of(deposit_of(town.resident.party_id))
    case = agreed(town, applied(town, order))
    entry = Settlement.objects.get(kind="reversal")
    assert (case.amount_minor, entry.goods_minor, entry.commission_minor) == (500, -500, -5)
    assert balance_of(deposit_of(town.resident.party_id)) - before == 500
    assert money_of(town.shop, "pending", "available") == (0, 1500 - 15 - 495)
    fact = FactRow.objects.get(kind="trade.order_refunded")
    assert (fact.standing, fact.transfer_id) == ("settled", Refund.objects.get().transfer_id)
    assert fact.body["amount_minor"] == 500
    assert differences() == []


def test_a_refund_after_payout_is_put_up_by_the_bank(town: Corner) -> None:
    order = handed_over(town)
    pay_out(shop_id=town.shop.pk, key="k", by=actor(town.owner), at=MORNING)
    agreed(town, applied(town, order, (1, "3")))
    assert (put_up(), money_of(town.shop, "available")) == (1485, (0,))
    assert differences() == []


def test_the_delivery_fee_goes_back_with_the_last_of_the_goods_where_the_shop_is_at_fault(town: Corner) -> None:
    order = handed_over(town, channel="delivery")
    assert agreed(town, applied(town, order, (1, "2"))).delivery_fee_minor == 0
    last = agreed(town, applied(town, order, (1, "1")))
    assert (last.amount_minor, last.delivery_fee_minor) == (800, 300)
    unwanted = handed_over(town, channel="delivery")
    case = agreed(town, applied(town, unwanted, (1, "3"), kind="return_and_refund", reason="not_wanted"))
    done = actions.accept_goods(case_id=case.pk, restock={}, key="k", by=actor(town.owner), at=MORNING)
    assert (done.amount_minor, done.delivery_fee_minor) == (1500, 0)
    given_ = refund_lines(town, handed_over(town, channel="delivery"), (1, "1", ""), with_delivery_fee=True)
    assert (given_.amount_minor, given_.delivery_fee_minor) == (800, 300)
    assert differences() == []


def test_a_shop_refunds_of_its_own_accord_and_says_where_the_goods_go(town: Corner) -> None:
    order = handed_over(town, bread="1")
    before = on_hand(town)
    case = refund_lines(town, order, (1, "1", "sellable"), (2, "1", "nothing"), key="k")
    assert (case.status, case.amount_minor, case.by_shop) == ("done", 1750, True)
    assert refund_lines(town, order, (1, "1", "sellable"), (2, "1", "nothing"), key="k") == case
    refund_lines(town, order, (1, "1", "quarantine"))
    assert (on_hand(town) - before, Quarantine.objects.get().quantity) == (1, 1)
    assert list(Movement.objects.filter(kind="sale_return").values_list("cause", "quantity")) == [(order.pk, 1)]
    assert differences() == []
    for wrong in ([(1, "2", "")], [(2, "1", "")], []):
        with pytest.raises(NothingToReturn):
            refund_lines(town, order, *wrong)
    with pytest.raises(NothingToReturn):
        refund_lines(town, order, (1, "1", "attic"))
    with pytest.raises(ReasonMissing):
        actions.refund_lines(order_id=order.pk, asked=[Asked(1, Decimal(1))], reason=" ", key="r", by=actor(town.owner), at=MORNING)
    for person in (town.rival, town.resident, town.outsider):
        with pytest.raises(OrderNotFound):
            actions.refund_lines(order_id=order.pk, asked=[Asked(1, Decimal(1))], reason="x", key="r", by=actor(person), at=MORNING)


def test_a_counter_refund_is_a_case_and_puts_goods_away(town: Corner) -> None:
    counter.shift(town)
    sale = counter.sold(town, counter.line(town.milk, "3"))
    before = on_hand(town)
    wanted = {1: Decimal(2)}
    back = give_back(
        order_id=sale.pk, wanted=wanted, reason="sour", drawer_id=None, restock={1: "sellable"}, key="k", by=actor(town.owner), at=MORNING
    )
    case = Case.objects.get(order=sale.pk)
    assert (back.amount_minor, case.amount_minor, case.status, on_hand(town) - before) == (1000, 1000, "done", 2)
    assert balance_of(drawer_of(town.shop.party_id)) == 10_000 + 500
    with pytest.raises(AtTheCounter):
        refund_lines(town, sale.order, (1, "1", ""))
    assert differences() == []


def test_a_tab_is_taken_back_and_never_more_than_it_owes(town: Corner) -> None:
    wu = counter.customer(town)
    sale = counter.sold(town, counter.line(town.milk, "3"), tender="tab", customer=wu)
    counter.brought_back(town, sale)
    wu.refresh_from_db()
    assert wu.balance_minor == 1000
    counter.shift(town)
    take_for_tab(card_id=wu.pk, amount_minor=900, wanted=[], drawer_id=None, key="k", by=actor(town.owner), at=MORNING)
    before = all_of_it()
    with pytest.raises(PaymentFailed):
        counter.brought_back(town, sale)
    assert all_of_it() == before
    assert FactRow.objects.get(kind="trade.order_refunded").standing == "claimed"
    assert differences() == []


def test_goods_of_a_sale_never_come_back_twice_whatever_the_room(town: Corner) -> None:
    order = handed_over(town, "1")
    refund_lines(town, order, (1, "1", "sellable"))
    assert Movement.objects.filter(kind="sale_return").aggregate(sum=Sum("quantity"))["sum"] == 1
    with pytest.raises((NothingToReturn, TakenBackTooMuch)):
        refund_lines(town, order, (1, "1", "sellable"))


def test_a_failed_refund_leaves_the_orders_balance_and_is_tried_again_as_itself(town: Corner, bank: StubbornBank) -> None:
    order = handed_over(town, method=STUBBORN)
    bank.answers = [Outcome("failed", reason="timeout")]
    case = agreed(town, applied(town, order))
    refund, payment = Refund.objects.get(), Payment.objects.get(pk=order.payment_id)
    assert (case.status, refund.status, refund.failure, refund.final, payment.refund_reserved_minor) == ("refunding", "failed", "timeout", False, 0)
    assert money_of(town.shop, "pending") == (500,)
    assert FactRow.objects.filter(kind="trade.order_refunded").count() == 0
    assert differences() == []
    again = actions.time_out(case_id=case.pk, at=case.due_at or MORNING)
    refund.refresh_from_db()
    assert (again.status, refund.status, refund.attempts, Refund.objects.count()) == ("done", "succeeded", 2, 1)
    assert money_of(town.shop, "pending") == (0,)
    with pytest.raises(CaseMoved):
        actions.retry_refund(case_id=case.pk, key=uuid4().hex, by=actor(operator()), at=MORNING)
    assert differences() == []


def test_a_refund_that_fails_for_good_is_sent_by_hand_by_two(town: Corner, bank: StubbornBank) -> None:
    one, two = actor(operator("one")), actor(operator("two"))
    order = handed_over(town, method=STUBBORN)
    bank.answers = [Outcome("failed", reason="account_closed")]
    case = agreed(town, applied(town, order))
    assert (case.status, case.due_at, Refund.objects.get().final) == ("refunding", None, True)

    def refused(error: type[DomainError], verb: str, **more: object) -> None:
        before = all_of_it()
        with pytest.raises(error):
            getattr(actions, verb)(case_id=case.pk, key=uuid4().hex, at=MORNING, **more)
        assert all_of_it() == before

    refused(SentToNobody, "send_by_hand", by=two)
    refused(SentToNobody, "ask_by_hand", by=one, sent_to=" ")
    for _again in range(2):
        actions.ask_by_hand(case_id=case.pk, sent_to="6222 0001 An Chen", key="ask", by=one, at=MORNING)
    refused(WaivedBySame, "send_by_hand", by=one)
    done = actions.send_by_hand(case_id=case.pk, key="send", by=two, at=MORNING)
    assert actions.send_by_hand(case_id=case.pk, key="send", by=two, at=MORNING).version == done.version
    refund = Refund.objects.get()
    assert (done.status, refund.status, refund.decided_by, money_of(town.shop, "pending")) == ("done", "succeeded", two.name, (0,))
    refused(CaseMoved, "send_by_hand", by=one)
    assert FactRow.objects.get(kind="trade.order_refunded").standing == "settled"
    assert differences() == []


def test_a_bank_that_answers_later_is_waited_for(town: Corner, bank: StubbornBank) -> None:
    order = handed_over(town, method=STUBBORN)
    bank.answers = [Outcome("pending"), Outcome("pending")]
    first, second = agreed(town, applied(town, order)), agreed(town, applied(town, order))
    waits = actions.time_out(case_id=first.pk, at=MORNING + timedelta(hours=3))
    assert (waits.status, Payment.objects.get(pk=order.payment_id).refund_reserved_minor) == ("refunding", 1000)
    lost = Refund.objects.get(pk=second.refund_id)
    hear_refund(refund_id=lost.pk, transfer_id=None, failure="timeout", by=actor(operator()), at=MORNING)
    hear_refund(refund_id=lost.pk, transfer_id=None, failure="timeout", by=actor(operator()), at=MORNING)
    with pytest.raises(RefundDecided):
        hear_refund(refund_id=lost.pk, transfer_id=uuid4(), by=actor(operator()), at=MORNING)
    assert Payment.objects.get(pk=order.payment_id).refund_reserved_minor == 500
    assert differences() == []
    one = actor(operator())
    for _again in range(2):
        assert actions.retry_refund(case_id=second.pk, key="retry", by=one, at=MORNING).status == "done"


def test_after_five_failures_it_has_failed_for_good(town: Corner, bank: StubbornBank) -> None:
    bank.answers = [Outcome("failed", reason="timeout")] * 9
    case = agreed(town, applied(town, handed_over(town, method=STUBBORN)))
    waits = []
    while case.due_at:
        waits.append(case.due_at)
        case = actions.time_out(case_id=case.pk, at=case.due_at)
    assert len(waits) == 4
    assert waits == sorted(set(waits))
    assert (Refund.objects.get().attempts, Refund.objects.get().final, len(bank.answers)) == (5, True, 4)


def test_what_came_back_is_not_invoiced(town: Corner) -> None:
    order = handed_over(town)
    agreed(town, applied(town, order))
    assert request_invoice(order_id=order.pk, title="An Chen", tax_number="", key="k", by=actor(town.owner), at=MORNING).amount_minor == 1000


PARTS = st.lists(st.integers(1, 400), min_size=1, max_size=8)


@given(paid=st.integers(1, 10**6), parts=PARTS)
def test_any_sequence_of_parts_sums_to_what_was_paid_and_to_the_shelf(paid: int, parts: list[int]) -> None:
    sold, reserved = Decimal(sum(parts)) / 1000, Decimal(sum(parts)) * 24 / 1000
    gone, money, goods = Decimal(0), 0, Decimal(0)
    for part in parts:
        quantity = Decimal(part) / 1000
        claim = Claim(1, quantity, 1, sold, gone, paid, money)
        money += granted([claim], 1, 1)[1]
        goods += base_back(reserved, sold, gone, gone + quantity)
        gone += quantity
    assert (money, goods) == (paid, reserved)


@given(agreed_minor=st.integers(1, 999), asked=st.lists(st.integers(1, 500), min_size=2, max_size=5))
def test_an_offer_is_shared_whole_and_within_each_line(agreed_minor: int, asked: list[int]) -> None:
    claims = [Claim(n, Decimal(1), each, Decimal(1), Decimal(0), each, 0) for n, each in enumerate(asked)]
    offer = min(agreed_minor, sum(asked) - 1)
    shares = granted(claims, offer, sum(asked))
    assert sum(shares.values()) == offer
    assert all(0 <= shares[n] <= each for n, each in enumerate(asked))


@pytest.mark.parametrize("parts", [("0.4", "0.35", "0.25"), ("0.001", "0.998", "0.001"), ("1",)])
def test_through_all_books_parts_sum_to_what_was_paid_and_all_commission_comes_back(town: Corner, parts: tuple[str, ...]) -> None:
    """Weighed goods at an awkward price, part by part, by whoever gives them back."""
    nuts = cast.article(town.shop, town.owner, price_minor=999, name="Nuts", unit="kg")
    bought = buy(town.resident, nuts, "1")
    owner = actor(town.owner)
    accept_order(order_id=bought.pk, by=owner, at=MORNING)
    mark_ready(order_id=bought.pk, by=owner, at=MORNING)
    order = hand_over(order_id=bought.pk, key="h", by=owner, at=MORNING)
    for part in parts:
        if part == "0.001":
            continue
        agreed(town, applied(town, order, (1, part)))
    rest = Decimal(1) - sum((Decimal(part) for part in parts if part != "0.001"), Decimal(0))
    if rest:
        refund_lines(town, order, (1, str(rest), "sellable"))
    sums = Settlement.objects.aggregate(net=Sum("net_minor"), commission=Sum("commission_minor"), goods=Sum("goods_minor"))
    assert sums == {"net": 0, "commission": 0, "goods": 0}
    assert (Tally.objects.get().granted_minor, balance_of(deposit_of(town.resident.party_id)), book_total("fees", "CNY")) == (999, 100_000, 0)
    assert differences() == []
