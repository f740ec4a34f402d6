"""A card pays a part and an acquirer brings the rest: set aside until that is there, given, let go of, given back in part."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.feed.public import FactRow
from ecosystem.kernel.clock import business_date
from ecosystem.ledger.public import balance_of, book_total, custody_of, deposit_of, pending_of
from ecosystem.payments.actions import reconcile_day
from ecosystem.payments.actions.besides import part_beside
from ecosystem.payments.errors import PaymentFailed, UnknownMethod
from ecosystem.payments.models import Case, Payment, Refund, Share
from ecosystem.payments.public import MethodFee, Payee, acquiring_fee_of, create_payment
from ecosystem.payments.simulators.acquirer import NAME
from merchants.aftersale.actions import refund_lines
from merchants.aftersale.rules import Asked
from merchants.cards.actions import end_card, lapse_bonus
from merchants.cards.errors import CardNotFound, CardOver
from merchants.cards.models import CardUse, PrepaidCard
from merchants.cards.rules import way_of
from merchants.groups.actions import fail_late_groups
from merchants.orders.public import Order, accept_order, cancel_order, close_unpaid, go_on_with_groups
from merchants.till.actions import collect, match_collection
from residents.baskets.actions import pay_again, pay_order
from residents.joining.actions import start_group
from tests import cast
from tests.acquiring import acquirer, passes, payment_of, seconds
from tests.cast import BANK, MORNING, Corner, actor
from tests.grouping import offered
from tests.merchants.cards.cast import card, left, money, plan, rung
from tests.trading import Api, buy, check_out, differences, hand_over, put, standing

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def town() -> Corner:
    return cast.corner()


def small(town: Corner) -> PrepaidCard:
    """Five yuan and fifty fen on top, for orders of ten yuan."""
    return card(town, plan(town, price_minor=500, bonus_minor=50))


def way(made: PrepaidCard) -> str:
    return f"{way_of(made.pk)}/{NAME}"


def begun(town: Corner, made: PrepaidCard, quantity: str = "2") -> tuple[Order, Payment]:
    order = buy(town.resident, town.milk, quantity, method=way(made))
    passes(timedelta())
    return order, payment_of(order)


def paid(town: Corner, made: PrepaidCard, *, manner: str = "prompt") -> Order:
    order, payment = begun(town, made)
    acquirer().pay(payment_id=payment.pk, manner=manner, at=MORNING)
    passes(timedelta())
    order.refresh_from_db()
    return order


def test_the_card_gives_its_part_when_the_acquirer_has_brought_the_rest(town: Corner) -> None:
    made, api = small(town), Api(town.resident)
    put(town.resident, town.milk, "2")
    with time_machine.travel(MORNING, tick=False):
        answer = api.check_out(method=way(made)).json()
        payment = Payment.objects.get(pk=answer["payment"])
    assert (payment.status, payment.amount_minor, payment.beside_minor, payment.asked_minor) == ("created", 1_000, 550, 450)
    # Off the card, so that nobody spends it twice; in custody still, since nobody has earned it.
    assert (left(made), balance_of(custody_of(town.shop.party_id)), balance_of(pending_of(town.shop.party_id))) == ((0, 0), 550, 0)
    assert differences() == []
    passes(timedelta())
    assert acquirer().pay(payment_id=payment.pk, at=MORNING).amount_minor == 450  # type: ignore[union-attr]
    passes(timedelta())
    order = Order.objects.get()
    assert (order.status, order.tender, CardUse.objects.get().status) == ("paid", NAME, "given")
    assert (balance_of(custody_of(town.shop.party_id)), balance_of(pending_of(town.shop.party_id)), book_total("acquirer", "CNY")) == (0, 1_000, -450)
    assert FactRow.objects.filter(kind="trade.card_used").count() == 1
    assert differences() == []
    reconcile_day(on=business_date(MORNING), by=BANK, at=MORNING + timedelta(days=1))
    assert Case.objects.count() == 0


def test_the_page_says_what_is_set_aside_and_what_is_asked(town: Corner) -> None:
    with time_machine.travel(MORNING, tick=False):
        made = small(town)
        put(town.resident, town.milk, "2")
        client = Api(town.resident).client
        assert way(made) in client.get("/basket/").content.decode()
        _order, payment = begun(town, made)
        page = client.get(f"/pay/{payment.pk}/waiting/", headers={"Accept-Language": "en"}).content.decode()
        assert "5.50" in page
        assert "4.50" in page
        assert "set aside on your card" in page


def test_a_card_that_covers_all_of_it_asks_no_acquirer(town: Corner) -> None:
    made = card(town)
    order = buy(town.resident, town.milk, method=way(made))
    assert (order.status, order.tender, CardUse.objects.get().status) == ("paid", "card", "given")
    assert differences() == []


@pytest.mark.parametrize("how", ["refused", "closed", "late", "wrong_card", "no_acquirer"])
def test_what_does_not_come_leaves_the_card_as_it_was(town: Corner, how: str) -> None:
    made = small(town)
    if how in {"wrong_card", "no_acquirer"}:
        put(town.resident, town.milk, "2")
        put(town.outsider, town.milk, "2")
        before = [*standing(), list(PrepaidCard.objects.values())]
        for method, refusal in ((f"{way_of(made.pk)}/nobody", UnknownMethod), (f"{way_of(made.pk)}/bank_account", UnknownMethod)):
            with pytest.raises(refusal):
                check_out(town.resident, method=method)
        with pytest.raises(CardNotFound):
            check_out(town.outsider, method=way(made))
        assert [*standing(), list(PrepaidCard.objects.values())] == before
        return
    order, payment = begun(town, made)
    if how == "refused":
        acquirer().pay(payment_id=payment.pk, manner="refused", at=MORNING)
        passes(timedelta())
    else:
        assert close_unpaid(at=order.pay_until + 6 * MINUTE) == 1
    payment.refresh_from_db()
    assert (left(made), CardUse.objects.get().status) == ((500, 50), "let_go")
    assert [entry.kind for entry in made.entries.order_by("number")] == ["bought", "used", "back"]
    assert differences() == []
    if how == "late":
        # The money was on its way when the order closed: all of it goes back, and the card keeps what it has.
        acquirer().pay(payment_id=payment.pk, at=MORNING + MINUTE)
        passes(*seconds(60, 65, 70, 90))
        payment.refresh_from_db()
        refund = Refund.objects.get()
        assert (payment.status, payment.amount_minor, payment.beside) == ("succeeded", 450, "")
        assert (refund.status, refund.amount_minor, refund.reason) == ("succeeded", 450, "came_without_the_rest")
        assert (book_total("acquirer", "CNY"), balance_of(pending_of(town.shop.party_id)), left(made)) == (0, 0, (500, 50))
        assert Order.objects.get().status == "closed"
        assert differences() == []


def test_paying_again_draws_the_same_card_once_more_and_the_first_payments_money_goes_back(town: Corner) -> None:
    made = small(town)
    order, first = begun(town, made)
    again = pay_again(payment_id=first.pk, method=way_of(made.pk), key="again", by=actor(town.resident), at=MORNING)
    assert pay_again(payment_id=first.pk, method=way_of(made.pk), key="again", by=actor(town.resident), at=MORNING) == again
    order.refresh_from_db()
    assert (order.status, order.tender, left(made)) == ("paid", "card", (0, 0))
    assert sorted(CardUse.objects.values_list("status", flat=True)) == ["given", "let_go"]
    acquirer().pay(payment_id=first.pk, at=MORNING)
    passes(*seconds(0, 5, 10, 30))
    assert Refund.objects.get().amount_minor == 450
    assert (balance_of(pending_of(town.shop.party_id)), book_total("acquirer", "CNY")) == (1_000, 0)
    assert differences() == []


def test_a_cancelled_order_goes_back_the_ways_it_came_when_the_acquirer_has_sent_its_part(town: Corner) -> None:
    made = small(town)
    order = paid(town, made)
    cancel_order(order_id=order.pk, key="c", by=actor(town.resident), at=MORNING)
    # Asked for; until it is sent the whole of it waits in one place.
    assert (left(made), balance_of(pending_of(town.shop.party_id))) == ((0, 0), 1_000)
    assert differences() == []
    passes(*seconds(0, 5, 10))
    assert (left(made), balance_of(pending_of(town.shop.party_id)), book_total("acquirer", "CNY")) == ((500, 50), 0, 0)
    assert CardUse.objects.get().back_minor == 550
    assert differences() == []


def test_refunds_by_lines_split_each_part_and_sum_to_what_was_paid(town: Corner) -> None:
    made = small(town)
    order = paid(town, made)
    MethodFee.objects.create(method=NAME, rate=Decimal("0.006"), from_on=business_date(MORNING))
    accept_order(order_id=order.pk, by=actor(town.owner), at=MORNING)
    hand_over(order_id=order.pk, key="h", by=actor(town.owner), at=MORNING)
    # The acquirer takes its part of what it brought, not of what the card gave.
    assert acquiring_fee_of(payment_id=order.payment_id, document_id=order.pk) == 3  # type: ignore[arg-type]
    for turn in range(2):
        refund_lines(order_id=order.pk, asked=[Asked(1, Decimal(1))], reason="sour", key=f"r{turn}", by=actor(town.owner), at=MORNING)
        passes(*seconds(turn * 20, turn * 20 + 5, turn * 20 + 10))
        assert differences() == []
    refunds = list(Refund.objects.order_by("pk").values_list("amount_minor", "beside_minor", "status"))
    assert [row[2] for row in refunds] == ["succeeded", "succeeded"]
    assert (sum(row[0] for row in refunds), sum(row[1] for row in refunds)) == (1_000, 550)
    assert (left(made), book_total("acquirer", "CNY")) == ((500, 50), 0)


def test_a_card_that_was_ended_meanwhile_has_its_part_sent_to_its_holder(town: Corner) -> None:
    made = card(town, plan(town, price_minor=1_500, bonus_minor=150))
    order, payment = begun(town, made, "4")
    assert left(made) == (0, 0)
    before = money(town)
    end_card(card_id=made.pk, key="e", by=actor(town.resident), at=MORNING)
    acquirer().pay(payment_id=payment.pk, manner="refused", at=MORNING)
    passes(timedelta())
    custody, shop, _available, resident = money(town)
    assert (custody, shop, resident) == (0, before[1] + 150, before[3] + 1_500)
    assert differences() == []
    assert order.status == "pending_payment"


def test_a_bonus_that_lapses_while_a_payment_is_under_way_is_the_shops_again(town: Corner) -> None:
    made = small(town)
    order, _payment = begun(town, made)
    lapse_bonus(at=MORNING + timedelta(days=366))
    assert close_unpaid(at=MORNING + timedelta(days=366)) == 1
    assert (left(made), balance_of(custody_of(town.shop.party_id)), order.status) == ((500, 0), 500, "pending_payment")
    assert differences() == []


def test_a_seat_is_paid_with_a_card_and_comes_back_to_it_when_the_group_does_not_fill(town: Corner) -> None:
    made, offer = small(town), offered(town)
    by = actor(town.resident)
    order = start_group(group_buy_id=offer.pk, size=3, method=way(made), key="s", by=by, at=MORNING)
    passes(timedelta())
    acquirer().pay(payment_id=payment_of(order).pk, at=MORNING)
    passes(timedelta())
    order.refresh_from_db()
    assert (order.status, sum(left(made))) == ("gathering", max(550 - order.total_minor, 0))
    late = MORNING + timedelta(days=3)
    fail_late_groups(at=late)
    go_on_with_groups(at=late)
    passes(*seconds(5, 10, 30))
    order.refresh_from_db()
    assert (order.status, sum(left(made))) == ("cancelled", 550)
    assert differences() == []


@pytest.mark.parametrize("rest", ["", f"/{NAME}"])
def test_the_shops_static_code_takes_a_card_and_its_sale_can_be_refunded(town: Corner, rest: str) -> None:
    made = small(town)
    order = rung(town, 2)
    by = actor(town.resident)
    one = collect(shop_id=town.shop.pk, amount_minor=1_000, note="", method=way_of(made.pk) + rest, key="k", by=by, at=MORNING)
    if rest:
        passes(timedelta())
        acquirer().pay(payment_id=payment_of_document(one.pk).pk, at=MORNING)
        passes(timedelta())
    assert differences() == []
    one = match_collection(collection_id=one.pk, at=MORNING)
    order.refresh_from_db()
    assert (one.status, order.status, left(made)) == ("linked", "completed", (0, 0))
    assert CardUse.objects.get().order_id == order.pk
    assert differences() == []
    refund_lines(order_id=order.pk, asked=[Asked(1, Decimal(1))], reason="sour", key="r", by=actor(town.owner), at=MORNING)
    passes(*seconds(5, 10, 30))
    assert sum(left(made)) == 275
    assert differences() == []


def payment_of_document(document_id: object) -> Payment:
    return Payment.objects.get(shares__document_id=document_id)


def test_pay_order_at_the_counter_by_card_and_acquirer_completes_the_sale(town: Corner) -> None:
    made, order = small(town), rung(town, 2)
    pay_order(order_id=order.pk, method=way(made), key=uuid4().hex, by=actor(town.resident), at=MORNING)
    with pytest.raises(CardOver):
        pay_order(order_id=rung(town, 1).pk, method=way(made), key=uuid4().hex, by=actor(town.resident), at=MORNING)
    passes(timedelta())
    acquirer().pay(payment_id=payment_of(order).pk, at=MORNING)
    passes(timedelta())
    order.refresh_from_db()
    assert order.status == "completed"
    assert differences() == []


@given(total=st.integers(1, 400), part=st.integers(0, 100), seed=st.integers(0, 10_000))
def test_any_refunds_sum_to_what_each_way_brought_whatever_fails_between(total: int, part: int, seed: int) -> None:
    share, dice = Share(amount_minor=total, beside_minor=total * part // 100), Random(seed)
    standing_refunds: list[tuple[int, int]] = []
    while (room := total - sum(row[0] for row in standing_refunds)) > 0:
        amount = dice.randint(1, room)
        beside = part_beside(share, standing_refunds, amount)
        assert 0 <= beside <= amount
        standing_refunds.append((amount, beside))
        assert sum(row[1] for row in standing_refunds) <= share.beside_minor
        assert sum(row[0] - row[1] for row in standing_refunds) <= share.asked_minor
        if dice.random() < 0.1:
            standing_refunds.pop(dice.randrange(len(standing_refunds)))
    assert sum(row[1] for row in standing_refunds) == share.beside_minor


BROKEN = {
    "an_acquirer_brings_the_rest_of_what_is_paid_beside_it": {"beside_minor": 1_000},
    "what_was_let_go_of_pays_nothing": {"let_go_at": MORNING},
}


@pytest.mark.parametrize("name", BROKEN)
def test_constraints_of_payments_beside(town: Corner, name: str) -> None:
    made = small(town)
    order = paid(town, made)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Payment.objects.filter(pk=order.payment_id).update(**BROKEN[name])
    with pytest.raises(IntegrityError, match="a_share_is_paid_beside_in_part"), transaction.atomic():
        Share.objects.filter(payment=order.payment_id).update(beside_minor=1_001)
    cancel_order(order_id=order.pk, key="c", by=actor(town.resident), at=MORNING)
    with pytest.raises(IntegrityError, match="a_refund_goes_back_beside_in_part"), transaction.atomic():
        Refund.objects.update(beside_minor=1_001)
    with pytest.raises(IntegrityError, match="a_use_of_a_card_has_a_known_status"), transaction.atomic():
        CardUse.objects.update(status="lent")
    with pytest.raises(IntegrityError, match="what_a_card_did_not_give_is_not_refunded"), transaction.atomic():
        CardUse.objects.update(status="let_go", back_minor=1)


def test_naming_an_acquirer_beside_nothing_drawn_is_refused(town: Corner) -> None:
    order = rung(town, 2)
    payee = Payee("order", order.pk, pending_of(town.shop.party_id), order.total_minor)
    with pytest.raises(PaymentFailed), transaction.atomic():
        create_payment(payer_id=town.resident.party_id, method=NAME, beside="card", payees=[payee], by=actor(town.resident), at=MORNING)
    assert balance_of(deposit_of(town.resident.party_id)) == 100_000
