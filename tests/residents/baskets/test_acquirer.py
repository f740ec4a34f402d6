"""Paying from outside the bank: the acquirer says it late, twice, wrong, in the wrong order or never, and each has one outcome."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ecosystem.audit.models import Act
from ecosystem.feed.public import FactRow
from ecosystem.kernel.clock import business_date
from ecosystem.ledger.public import balance_of, book_total, deposit_of, pending_of
from ecosystem.notices.models import Notice
from ecosystem.payments.actions import close_reconciled_day, hear, reconcile_day, take_acquirer_word, work_on
from ecosystem.payments.actions.charging import wait_after
from ecosystem.payments.errors import CallNotSigned, CallTooOld, PaymentFailed, PaymentNotFound, UnknownMethod
from ecosystem.payments.models import AcquirerCall, Case, Charge, Payment, Refund, SimulatedCall
from ecosystem.payments.simulators.acquirer import NAME
from ecosystem.ports import AcquirerWord
from merchants.orders.public import Order, OrderMoved, close_unpaid
from merchants.stock.public import Level
from residents.baskets.actions import pay_again, pay_order
from tests.acquiring import acquirer, begun, out_of_order, passes, seconds
from tests.cast import BANK, MORNING, Corner, actor
from tests.merchants.money import operator
from tests.trading import Api, check_out, differences, put, standing

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def statuses(payment: Payment) -> tuple[str, str, str]:
    """Of the payment and the orders it is for, and what the charge is disputed for."""
    payment.refresh_from_db()
    return payment.status, payment_order(payment).status, Charge.objects.get(pk=payment.pk).disputed


def payment_order(payment: Payment) -> Order:
    return Order.objects.get(pk=payment.shares.values_list("document_id", flat=True)[0])


def call(payment: Payment, **changes: object) -> tuple[dict[str, str], bytes]:
    """A signed call about a payment that the acquirer took, with some words changed before it was signed."""
    said = SimulatedCall.objects.filter(said__ours_id=str(payment.pk)).order_by("pk")[0].said
    return acquirer().signed({**said, **changes}, at=MORNING)


def test_from_the_basket_over_the_acquirers_page_and_its_signed_call_to_a_paid_order(town: Corner) -> None:
    api, stranger = Api(town.resident), Api(town.outsider)
    put(town.resident, town.milk, "2")
    with time_machine.travel(MORNING, tick=False):
        answer = api.check_out(method=NAME).json()
        payment = Payment.objects.get(pk=answer["payment"])
        assert (payment.status, api.get(f"payments/{payment.pk}").json()["address"]) == ("created", "")
        # Nothing has moved yet, here or in the ledger.
        assert (balance_of(deposit_of(town.resident.party_id)), balance_of(pending_of(town.shop.party_id))) == (100_000, 0)
        work_on(payment_id=payment.pk, at=MORNING)
        told = api.get(f"payments/{payment.pk}").json()
        assert (told["status"], told["address"]) == ("pending", f"/simulated-acquirer/{payment.pk}/")
        assert stranger.get(f"payments/{payment.pk}").status_code == 404
        assert (stranger.client.get(told["address"]).status_code, api.client.get(told["address"]).status_code) == (404, 200)
        acquirer().pay(payment_id=payment.pk, at=MORNING)
        headers, body = call(payment)
        post = Client().post
        address = f"/api/v1/acquirers/{NAME}/calls"
        assert post(address, body, content_type="application/json", headers=headers).status_code == 200
        assert statuses(payment) == ("succeeded", "paid", "")
        assert (balance_of(pending_of(town.shop.party_id)), book_total("acquirer", "CNY")) == (1_000, -1_000)
        assert payment_order(payment).tender == NAME
        assert FactRow.objects.filter(kind="trade.order_paid").count() == 1
        before = standing()
        # A storm of the same call: taken each time, and nothing changes; it reads two rows and takes no lock.
        with CaptureQueriesContext(connection) as asked:
            for _ in range(20):
                assert post(address, body, content_type="application/json", headers=headers).status_code == 200
        assert standing() == before
        assert not [query for query in asked if "FOR UPDATE" in query["sql"]]
        assert len([query for query in asked if query["sql"].startswith(("SELECT", "INSERT", "UPDATE"))]) <= 20 * 2
        # One byte changed, no signature, another acquirer's name: a 4xx, nothing kept.
        wrong = [(address, body + b" ", headers), (address, body, {}), ("/api/v1/acquirers/nobody/calls", body, headers)]
        assert [post(to, sent, content_type="application/json", headers=signed).status_code for to, sent, signed in wrong] == [401, 401, 422]
        assert (standing(), AcquirerCall.objects.count()) == (before, 1)
    assert differences() == []


# How the payer's money is told of → what comes of it: the payment, the order, a dispute.
OUTCOMES = {
    "prompt": ("succeeded", "paid", ""),
    "twice": ("succeeded", "paid", ""),
    "out_of_order": ("succeeded", "paid", ""),
    "late": ("succeeded", "paid", ""),
    "never": ("succeeded", "paid", ""),
    "wrong_amount": ("pending", "pending_payment", "amount"),
    "refused": ("failed", "pending_payment", ""),
}


@pytest.mark.parametrize(("manner", "outcome"), OUTCOMES.items())
def test_however_the_acquirer_tells_it_there_is_one_outcome(town: Corner, manner: str, outcome: tuple[str, str, str]) -> None:
    order, payment = begun(town.resident, town.milk)
    acquirer().pay(payment_id=payment.pk, manner=manner, at=MORNING)
    passes(*seconds(0, 1, 5, 15, 121, 150))
    assert statuses(payment) == outcome
    assert balance_of(pending_of(town.shop.party_id)) == (1_000 if outcome[0] == "succeeded" else 0)
    assert SimulatedCall.objects.filter(due_at__isnull=False).count() == 0
    assert differences() == []
    page = Api(town.resident).client.get(f"/pay/{payment.pk}/waiting/", headers={"Accept-Language": "en"})
    if manner == "refused":
        assert "Nothing was charged." in page.content.decode()
        assert Notice.objects.filter(party_id=town.resident.party_id, kind="payment_failed").count() == 1
        again = pay_again(payment_id=payment.pk, method="bank_account", key="k", by=actor(town.resident), at=MORNING + MINUTE)
        assert (Payment.objects.get(pk=again).status, payment_order(payment).status) == ("succeeded", "paid")
    elif manner == "wrong_amount":
        assert "The bank is looking at this payment" in page.content.decode()
        assert Act.objects.filter(act="payments.dispute").count() == 1
        assert "wrong" not in Charge.objects.get(pk=payment.pk).reference
        desk = Api(operator("desk")).client.get("/bank/reconciliation/")
        assert payment.pk.hex[-8:] in desk.content.decode()
    else:
        assert page["Location"] == f"/orders/{order.pk}/"
    assert differences() == []


def test_what_is_signed_but_not_ours_is_believed_by_nobody(town: Corner) -> None:
    _order, payment = begun(town.resident, town.milk)
    acquirer().pay(payment_id=payment.pk, at=MORNING)
    for changes, against in (({"merchant_no": "1"}, "merchant"), ({"currency": "USD"}, "currency"), ({"amount_minor": 10_000_000}, "amount")):
        headers, body = call(payment, **changes)
        assert not hear(name=NAME, headers=headers, body=body, at=MORNING)
        assert statuses(payment) == ("pending", "pending_payment", against)
    headers, body = call(payment, ours_id=str(uuid4()))
    before = standing()
    assert not hear(name=NAME, headers=headers, body=body, at=MORNING)
    for kind in ("payment", "refund"):
        stray = AcquirerWord(kind, uuid4(), "succeeded", "1900000109", 1, "CNY")
        assert not take_acquirer_word(acquirer=NAME, word=stray, at=MORNING)
    with pytest.raises(UnknownMethod):
        hear(name="nobody", headers=headers, body=body, at=MORNING)
    for broken in (b"{", b"[]", body[:-1]):
        with pytest.raises(CallNotSigned):
            acquirer().read(headers=headers, body=broken)
    assert standing() == before
    # The true word comes after them and is believed.
    passes(timedelta(seconds=5))
    assert statuses(payment) == ("succeeded", "paid", "")
    assert differences() == []


def test_an_acquirer_that_is_silent_for_an_hour_leaves_nobody_without_goods_or_money(town: Corner) -> None:
    order, payment = begun(town.resident, town.milk)
    acquirer().pay(payment_id=payment.pk, manner="silent", at=MORNING)
    passes(*seconds(5, 15, 35))
    assert statuses(payment)[:2] == ("unknown", "pending_payment")
    page = Api(town.resident).client.get(f"/pay/{payment.pk}/waiting/", headers={"Accept-Language": "en"}).content.decode()
    assert "No answer yet" in page
    assert "what you paid goes back by itself" in page
    # The goods wait a little longer than the order's time, then go back on the shelf.
    assert close_unpaid(at=order.pay_until + timedelta(seconds=1)) == 0
    assert close_unpaid(at=order.pay_until + 6 * MINUTE) == 1
    assert Level.objects.get(sku=town.milk).reserved == 0
    passes(*seconds(16 * 60, 30 * 60), HOUR + MINUTE, HOUR * 2)
    assert statuses(payment)[:2] == ("succeeded", "closed")
    refund = Refund.objects.get()
    assert (refund.status, refund.amount_minor, refund.reason) == ("succeeded", 1_000, "closed_before_payment")
    assert (book_total("acquirer", "CNY"), balance_of(pending_of(town.shop.party_id))) == (0, 0)
    assert differences() == []


def test_an_acquirer_that_is_away_when_it_is_asked_first_is_asked_again(town: Corner) -> None:
    with out_of_order(away_until=MORNING + MINUTE):
        _order, payment = begun(town.resident, town.milk)
        assert (statuses(payment)[0], Charge.objects.get().address) == ("unknown", "")
        passes(*seconds(5, 20))
        assert statuses(payment)[0] == "unknown"
        passes(*seconds(60))
        assert (statuses(payment)[0], bool(Charge.objects.get().address)) == ("pending", True)
    acquirer().pay(payment_id=payment.pk, at=MORNING + MINUTE)
    passes(*seconds(61))
    assert statuses(payment)[:2] == ("succeeded", "paid")


@pytest.mark.parametrize("off", [timedelta(minutes=10), timedelta(minutes=-10)])
def test_a_clock_that_is_ten_minutes_off_is_a_reason_to_ask(town: Corner, off: timedelta) -> None:
    _order, payment = begun(town.resident, town.milk)
    with out_of_order(clock_off=off) as wrong:
        wrong.pay(payment_id=payment.pk, at=MORNING)
        headers, body = call(payment)
        with pytest.raises(CallTooOld) as refused:
            hear(name=NAME, headers=headers, body=body, at=MORNING)
        assert refused.value.values == {"minutes": 10}
        assert (statuses(payment)[0], AcquirerCall.objects.get().fresh) == ("pending", False)
        work_on(payment_id=payment.pk, at=MORNING)
    assert statuses(payment)[:2] == ("succeeded", "paid")
    assert differences() == []


def test_questions_grow_rarer_from_five_seconds_to_a_day() -> None:
    waits = [wait_after(asks).total_seconds() for asks in range(40)]
    assert (waits[:4], waits[-1]) == ([5, 10, 20, 40], 86_400)
    assert waits == sorted(waits)


def test_of_two_payments_of_one_order_the_first_counts_and_the_second_goes_back(town: Corner) -> None:
    order, first = begun(town.resident, town.milk)
    by, at = actor(town.resident), MORNING + MINUTE
    second = pay_again(payment_id=first.pk, method="bank_account", key="k", by=by, at=at)
    assert pay_again(payment_id=first.pk, method="bank_account", key="k", by=by, at=at) == second
    assert (Payment.objects.get(pk=second).status, Charge.objects.get().close_wanted) == ("succeeded", True)
    # Before the acquirer is told to close it, the payer pays there too.
    acquirer().pay(payment_id=first.pk, at=at)
    passes(*seconds(61, 62))
    order.refresh_from_db()
    assert (statuses(first)[0], order.status, order.payment_id) == ("succeeded", "paid", second)
    refund = Refund.objects.get()
    assert (refund.payment_id, refund.status, refund.amount_minor) == (first.pk, "succeeded", 1_000)
    assert (balance_of(pending_of(town.shop.party_id)), book_total("acquirer", "CNY")) == (1_000, 0)
    page = Api(town.resident).client.get(f"/pay/{first.pk}/waiting/")
    assert page["Location"] == f"/orders/{order.pk}/"
    before = standing()
    for person, refusal in ((town.resident, OrderMoved), (town.outsider, PaymentNotFound)):
        with pytest.raises(refusal):
            pay_again(payment_id=first.pk, method="bank_account", key="n", by=actor(person), at=at)
    assert standing() == before
    assert differences() == []


def test_a_payment_that_another_took_the_place_of_is_closed_at_the_acquirer(town: Corner) -> None:
    put(town.resident, town.milk)
    put(town.resident, town.bread)
    check_out(town.resident, method=NAME)
    first = Payment.objects.get()
    passes(timedelta())
    again = pay_again(payment_id=first.pk, method=NAME, key="k", by=actor(town.resident), at=MORNING)
    passes(*seconds(0, 1))
    assert (statuses(first)[0], Payment.objects.get(pk=again).status) == ("closed", "pending")
    assert acquirer().pay(payment_id=first.pk, at=MORNING) is None
    acquirer().pay(payment_id=again, at=MORNING)
    passes(*seconds(2))
    assert (Payment.objects.get(pk=again).status, payment_order(first).status) == ("succeeded", "paid")
    # What the acquirer took for its closed order after all is money all the same, and goes back.
    word = AcquirerWord("payment", first.pk, "succeeded", "1900000109", first.amount_minor, "CNY", "R1")
    assert take_acquirer_word(acquirer=NAME, word=word, at=MORNING)
    assert not take_acquirer_word(acquirer=NAME, word=word, at=MORNING)
    assert list(Refund.objects.values_list("payment", "reason")) == [(first.pk, "closed_before_payment")]
    # And a second charge of one payment is the operator's to see.
    assert not take_acquirer_word(acquirer=NAME, word=AcquirerWord(**{**_told(word), "reference": "R2"}), at=MORNING)
    assert Charge.objects.get(pk=first.pk).disputed == "charged_twice"


def _told(word: AcquirerWord) -> dict[str, object]:
    return {name: getattr(word, name) for name in AcquirerWord.__slots__}


def test_an_order_that_nobody_pays_is_closed_at_the_acquirer_first(town: Corner) -> None:
    order, payment = begun(town.resident, town.milk)
    late = (order.pay_until - MORNING) + timedelta(seconds=1)
    assert close_unpaid(at=MORNING + late) == 0
    passes(late)
    assert statuses(payment)[:2] == ("closed", "pending_payment")
    assert close_unpaid(at=MORNING + late) == 1
    assert acquirer().pay(payment_id=payment.pk, at=MORNING + late) is None
    assert differences() == []


def test_who_does_not_want_it_any_more_lets_go_of_it_unpaid(town: Corner) -> None:
    order, payment = begun(town.resident, town.milk)
    passes(timedelta())
    buyer = Api(town.resident)
    for address in (f"/orders/{order.pk}/", f"/pay/{payment.pk}/waiting/"):
        assert "I don't want it any more" in buyer.client.get(address, headers={"Accept-Language": "en"}).content.decode()
    before = standing()
    assert Api(town.outsider).post(f"orders/{order.pk}/cancel").status_code == 404
    assert standing() == before
    with time_machine.travel(MORNING, tick=False):
        assert buyer.post(f"orders/{order.pk}/cancel").json()["status"] == "closed"
    assert Level.objects.get(sku=town.milk).reserved == 0
    told = buyer.client.get(f"/orders/{order.pk}/", headers={"Accept-Language": "en"}).content.decode()
    assert "You let it go; nothing was charged" in told
    assert "Not paid" in told
    passes(*seconds(1))
    assert statuses(payment)[:2] == ("closed", "closed")
    # What the acquirer took all the same goes back.
    word = AcquirerWord("payment", payment.pk, "succeeded", "1900000109", payment.amount_minor, "CNY", "R1")
    assert take_acquirer_word(acquirer=NAME, word=word, at=MORNING)
    assert list(Refund.objects.values_list("payment", "reason")) == [(payment.pk, "closed_before_payment")]
    assert differences() == []


def test_the_acquirer_takes_money_for_shops_alone(town: Corner) -> None:
    order, _payment = begun(town.resident, town.milk)
    before = standing()
    with pytest.raises(OrderMoved):
        pay_order(order_id=order.pk, method=NAME, key="late", by=actor(town.resident), at=order.pay_until)
    put(town.resident, town.milk)
    with pytest.raises(UnknownMethod):
        check_out(town.resident, method="wechat")
    with pytest.raises(PaymentFailed):
        check_out(town.resident, method="cash")
    assert standing()[0] == before[0]


def test_what_nobody_knew_the_daily_file_decides(town: Corner) -> None:
    """One payment was taken and never told, one was never taken, one is told otherwise."""
    (_a, taken), (_b, lost), (_c, other) = (begun(town.resident, town.milk) for _ in range(3))
    acquirer().pay(payment_id=taken.pk, manner="silent", at=MORNING)
    acquirer().pay(payment_id=other.pk, manner="wrong_amount", at=MORNING)
    SimulatedCall.objects.all().delete()
    today, clerk = business_date(MORNING), actor(operator("clerk"))
    Charge.objects.update(next_at=MORNING + timedelta(days=3))
    found = reconcile_day(on=today, by=BANK, at=MORNING + timedelta(days=1))
    assert (statuses(taken)[:2], statuses(lost)[0], statuses(other)) == (("succeeded", "paid"), "pending", ("pending", "pending_payment", "amount"))
    assert found[NAME].opened == 1
    assert Case.objects.get().difference == "amount"
    # The one that is in no file may have crossed midnight, until the next day's file is read too.
    reconcile_day(on=today + timedelta(days=1), by=BANK, at=MORNING + timedelta(days=2))
    assert statuses(lost)[0] == "closed"
    assert reconcile_day(on=today, by=BANK, at=MORNING + timedelta(days=2))[NAME].opened == 0
    Case.objects.update(status="explained", reason="sent back by the acquirer", decided_at=MORNING)
    assert close_reconciled_day(on=today, by=clerk, at=MORNING + timedelta(days=2)).compared == 1
    assert differences() == []
