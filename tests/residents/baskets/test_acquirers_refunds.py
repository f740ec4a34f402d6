"""Money back by an acquirer: asked for after the commit, asked about, tried again as the same refund, by hand where it fails for good."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ecosystem.feed.public import FactRow
from ecosystem.ledger.public import balance_of, book_total, pending_of
from ecosystem.notices.models import Notice
from ecosystem.payments.actions import create_refund, take_acquirer_word
from ecosystem.payments.errors import RefundTooLarge
from ecosystem.payments.models import Charge, Payment, Refund, SimulatedRefund
from ecosystem.payments.simulators.acquirer import NAME
from ecosystem.ports import AcquirerWord
from merchants.aftersale import actions
from merchants.orders.public import Order, accept_order, cancel_order, mark_ready
from tests.acquiring import out_of_order, paid_by, passes, seconds
from tests.cast import BANK, MORNING, Corner, actor
from tests.merchants.aftersale.cast import agreed, applied
from tests.merchants.money import operator
from tests.trading import Api, differences, hand_over, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def cancelled(town: Corner, manner: str = "prompt") -> Order:
    order = paid_by(town.resident, town.milk, manner=manner)
    return cancel_order(order_id=order.pk, key="c", by=actor(town.resident), at=MORNING)


def page_of(town: Corner, order: Order) -> str:
    return str(Api(town.resident).client.get(f"/orders/{order.pk}/", headers={"Accept-Language": "en"}).content.decode())


def test_a_cancelled_orders_money_is_on_its_way_until_the_acquirer_says_that_it_arrived(town: Corner) -> None:
    order = cancelled(town)
    refund = Refund.objects.get()
    assert (order.status, refund.status, refund.transfer_id) == ("cancelled", "requested", None)
    assert (balance_of(pending_of(town.shop.party_id)), Payment.objects.get().refund_reserved_minor) == (1_000, 1_000)
    assert list(Notice.objects.filter(kind__startswith="order_cancelled").values_list("kind", flat=True)) == ["order_cancelled_money_comes"]
    assert not FactRow.objects.filter(kind="trade.order_refunded").exists()
    assert "on its way back to where you paid from" in page_of(town, order)
    assert differences() == []
    passes(*seconds(0, 1))
    refund.refresh_from_db()
    assert (refund.status, refund.next_at, book_total("acquirer", "CNY"), balance_of(pending_of(town.shop.party_id))) == ("succeeded", None, 0, 0)
    fact = FactRow.objects.get(kind="trade.order_refunded")
    assert (fact.standing, fact.transfer_id, fact.body["amount_minor"]) == ("settled", refund.transfer_id, 1_000)
    assert Notice.objects.filter(party_id=town.resident.party_id, kind="order_refunded").count() == 1
    assert "back where you paid from" in page_of(town, order)
    before = standing()
    passes(*seconds(2, 60, 3_600))
    failure = AcquirerWord("refund", refund.pk, "failed", "1900000109", 1_000, "CNY", reason="refused")
    assert not take_acquirer_word(acquirer=NAME, word=failure, at=MORNING)
    assert standing() == before
    assert differences() == []


def test_a_refund_that_is_refused_once_is_tried_again_by_its_own_number(town: Corner) -> None:
    cancelled(town, "refund_refused")
    passes(*seconds(0, 1))
    refund = Refund.objects.get()
    assert (refund.status, refund.failure, refund.final, Payment.objects.get().refund_reserved_minor) == ("failed", "refused", False, 0)
    # A failed refund is no money given back: the shop's books and the order stand as they did.
    assert (balance_of(pending_of(town.shop.party_id)), Order.objects.get().status) == (1_000, "cancelled")
    assert differences() == []
    passes(*seconds(130, 131))
    refund.refresh_from_db()
    assert (refund.status, refund.attempts, Refund.objects.count(), SimulatedRefund.objects.get().tries) == ("succeeded", 2, 1, 2)
    assert (Payment.objects.get().refund_reserved_minor, balance_of(pending_of(town.shop.party_id))) == (1_000, 0)
    assert differences() == []


def test_a_refund_that_is_refused_for_good_waits_for_two_hands(town: Corner) -> None:
    order = cancelled(town, "refund_abnormal")
    passes(*seconds(0, 1, 600, 6_000))
    refund = Refund.objects.get()
    assert (refund.status, refund.final, refund.attempts, refund.next_at) == ("failed", True, 1, None)
    assert "the bank sends it to you by hand" in page_of(town, order)
    assert differences() == []
    one, two = Api(operator("one")).client, Api(operator("two")).client
    address, books = f"/bank/reconciliation/refunds/{refund.pk}", standing()
    for client, what in ((Api(town.owner).client, "ask"), (Api(town.owner).client, "send"), (two, "send")):
        assert client.post(f"{address}/{what}/", {"account": "6222 0001"}).status_code in {404, 422}
        assert standing() == books
    one.post(f"{address}/ask/", {"account": "6222 0001 An Chen"})
    assert one.post(f"{address}/send/").status_code == 403
    assert "6222 0001 An Chen" in two.get("/bank/reconciliation/").content.decode()
    two.post(f"{address}/send/")
    refund.refresh_from_db()
    assert (refund.status, balance_of(pending_of(town.shop.party_id)), book_total("acquirer", "CNY")) == ("succeeded", 0, -1_000)
    assert FactRow.objects.filter(kind="trade.order_refunded").count() == 1
    assert "back where you paid from" in page_of(town, order)
    assert differences() == []


def test_an_acquirer_that_never_calls_about_a_refund_is_asked(town: Corner) -> None:
    cancelled(town, "refund_quiet")
    passes(*seconds(0, 1))
    assert Refund.objects.get().status == "submitted"
    with out_of_order(away_until=MORNING + timedelta(minutes=1)):
        passes(*seconds(6))
        assert Refund.objects.get().status == "submitted"
    passes(*seconds(70, 71))
    assert Refund.objects.get().status == "succeeded"
    assert differences() == []


def test_what_the_acquirer_says_of_a_refund_must_be_this_refund(town: Corner) -> None:
    cancelled(town, "refund_quiet")
    refund = Refund.objects.get()
    for wrong in ({"amount_minor": 999}, {"currency": "USD"}, {"merchant_no": "1"}):
        said = {"merchant_no": "1900000109", "amount_minor": 1_000, "currency": "CNY", **wrong}
        assert not take_acquirer_word(acquirer=NAME, word=AcquirerWord("refund", refund.pk, "succeeded", **said), at=MORNING)  # type: ignore[arg-type]
        assert (Refund.objects.get().status, Charge.objects.get().disputed) == ("requested", "refund")
    # A failure that was told first does not stand against the money that left.
    for status, counted in (("failed", 0), ("succeeded", 1_000)):
        word = AcquirerWord("refund", refund.pk, status, "1900000109", 1_000, "CNY", reason="refused" if status == "failed" else "")
        assert take_acquirer_word(acquirer=NAME, word=word, at=MORNING)
        assert Payment.objects.get().refund_reserved_minor == counted
    assert differences() == []
    payment = Payment.objects.get()
    with pytest.raises(RefundTooLarge):
        create_refund(payment_id=payment.pk, document_id=refund.document_id, amount_minor=1, reason="x", key="more", by=BANK, at=MORNING)


def test_an_after_sale_refund_goes_the_same_way_and_closes_its_case(town: Corner) -> None:
    order, owner = paid_by(town.resident, town.milk, "3"), actor(town.owner)
    for step in (accept_order, mark_ready):
        step(order_id=order.pk, by=owner, at=MORNING)
    hand_over(order_id=order.pk, key="h", by=owner, at=MORNING)
    case = agreed(town, applied(town, order))
    assert (case.status, Refund.objects.get().status) == ("refunding", "requested")
    assert differences() == []
    passes(*seconds(0, 1))
    assert Refund.objects.get().status == "succeeded"
    assert differences() == []
    done = actions.time_out(case_id=case.pk, at=case.due_at or MORNING)
    assert (done.status, book_total("acquirer", "CNY")) == ("done", -1_000)
    assert FactRow.objects.filter(kind="trade.order_refunded").count() == 1
    assert differences() == []
