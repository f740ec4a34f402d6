"""What is set aside of a line that several would have, draw or let go at once. Real threads, real commits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction

from ecosystem import ports
from ecosystem.consent.public import CREDIT_ASSESSMENT, grant
from ecosystem.kernel.actor import platform
from ecosystem.kernel.errors import DomainError
from ecosystem.ledger.public import balance_of, deposit_of
from lending.advice.actions import Said, say_costs
from lending.advice.models import MonthlyCost
from lending.earmarks.actions import expire_earmark, holding, paying
from lending.earmarks.models import Earmark, EarmarkDraw
from lending.limits.actions import moving
from lending.limits.public import LimitNode, freeze, headroom_of
from lending.loans.actions import draw_more, repay_early
from lending.loans.models import LoanTransaction
from merchants.procurement import actions
from merchants.procurement.models import Invoice, Order
from tests import borrowing, buying
from tests.borrowing import PRICE
from tests.buying import Market
from tests.cast import MORNING, actor
from tests.lending.earmarks import cast
from tests.lending.earmarks.cast import PORT, Shop, aside, give_back, keep, pay, set_aside
from tests.lending.loans.cast import AT, days
from tests.together import at_once, kinds, neck_and_neck, waits_for_a_lock
from tests.trading import differences

pytestmark = pytest.mark.race
LEFT = cast.LIMIT - cast.DRAWN


@pytest.fixture
def shop(committed: str) -> Iterator[Shop]:
    ports.payables.join(PORT, cast.Bought())
    yield cast.shop()
    ports.payables.leave(PORT)


@pytest.fixture
def town(committed: str) -> Market:
    made = buying.market()
    borrowing.line_for(made)
    return made


def sent(town: Market, order: Order) -> Order:
    return actions.send_order(order_id=order.pk, by=actor(town.owner), at=MORNING)


def test_two_orders_for_the_last_headroom_get_it_once(town: Market) -> None:
    drafts = [borrowing.on_the_line(town, buying.draft(town, cases="70")) for _ in range(4)]
    answers = at_once(*[partial(sent, town, order) for order in drafts])
    assert kinds(answers) == {"Order": 1, "LimitExceeded": 3}
    assert sorted(borrowing.aside(order) for order in drafts) == [0, 0, 0, 70 * PRICE]
    assert differences() == []


def test_one_document_set_aside_by_several_is_set_aside_once(shop: Shop) -> None:
    document = uuid4()
    for amount in (400_000, 500_000):
        answers = neck_and_neck(*[partial(set_aside, shop, amount, document)] * 3)
        assert {type(answer) for answer in answers} == {Earmark}
        assert (aside(document), LimitNode.objects.get(pk=shop.node).reserved_minor) == (amount, amount)
    assert cast.differences() == []


def test_an_order_called_off_while_it_is_received_holds_what_came(town: Market) -> None:
    order = borrowing.confirmed(town)
    call_off = partial(actions.cancel_order, order_id=order.pk, reason="no", by=actor(town.owner), at=MORNING)
    neck_and_neck(call_off, partial(buying.received, town, order, "100"))
    order.refresh_from_db()
    assert (order.status, borrowing.aside(order)) in {("cancelled", 0), ("received", 100 * PRICE)}
    assert differences() == []


def test_an_invoice_paid_from_the_line_by_several_is_lent_once(town: Market) -> None:
    order = borrowing.confirmed(town)
    buying.received(town, order, "100")
    invoice = buying.approved(town, buying.billed(town, order, ("100", PRICE)))
    answers = at_once(*[partial(buying.paid, town, invoice, method="line") for _ in range(4)])
    assert kinds(answers) == {"Invoice": 1, "InvoiceMoved": 3}
    assert (Invoice.objects.get().status, EarmarkDraw.objects.count()) == ("paid", 1)
    assert differences() == []


def test_a_choice_and_an_approval_at_once_leave_what_the_order_says(town: Market) -> None:
    order = buying.draft(town)
    choose = partial(actions.choose_payment, order_id=order.pk, method="line", by=actor(town.owner), at=MORNING)
    at_once(choose, partial(sent, town, order))
    order.refresh_from_db()
    assert (order.status, order.pay_with, borrowing.aside(order)) == ("sent", "line", 100 * PRICE)
    assert differences() == []


def test_a_draw_and_letting_go_at_once_never_free_the_same_twice(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The payment has looked at what is set aside and has not written yet; who lets go of it then must find what is left."""
    document, looked, shrink = uuid4(), threading.Event(), holding._shrink
    set_aside(shop, 400_000, document)

    def slowly(earmark: Earmark, amount_minor: int, **named: object) -> Earmark:
        if not looked.is_set():
            looked.set()
            time.sleep(0.5)
        return shrink(earmark, amount_minor, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(holding, "_shrink", slowly)

    def let_go() -> None:
        assert looked.wait(20)
        keep(document, 0)

    paid, _none = at_once(partial(pay, shop, 300_000, document), let_go)  # type: ignore[arg-type]
    assert not isinstance(paid, DomainError)
    assert (aside(document), headroom_of(shop.node)) == (0, LEFT - 300_000)
    assert cast.differences() == []


def test_a_freeze_waits_for_the_draw_that_looked_before_it(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Either the draw came first or nothing is drawn; never a draw from a line that was frozen before it."""
    documents, looked, frozen, shift, passed = [uuid4() for _ in range(3)], threading.Event(), threading.Event(), moving.shift, list[bool]()
    for document in documents:
        set_aside(shop, 300_000, document)

    def slowly(nodes: list[LimitNode], **named: int) -> None:
        """Whoever has found the line not frozen draws only once the freeze is through, or waits."""
        if named.get("reserved", 0) > 0 and not looked.is_set():
            looked.set()
            while not (frozen.wait(0.01) or waits_for_a_lock()):
                continue
            passed.append(frozen.is_set())
        shift(nodes, **named)

    def stop() -> None:
        assert looked.wait(20)
        with transaction.atomic():
            freeze(node_id=shop.node, reason="a warning", by=platform("test"), at=AT)
        frozen.set()

    monkeypatch.setattr(moving, "shift", slowly)
    draw = partial(draw_more, loan_id=shop.line.pk, amount_minor=300_000, key="d", by=shop.cast.owner, at=AT)
    drawn, _none = at_once(draw, stop)  # type: ignore[arg-type]
    assert not isinstance(drawn, DomainError)
    assert passed == [False]
    late = at_once(*[partial(pay, shop, 300_000, document) for document in documents])
    assert [answer.code for answer in late if isinstance(answer, DomainError)] == ["limit_frozen"] * 3
    assert (balance_of(deposit_of(shop.supplier)), sum(map(aside, documents))) == (0, 900_000)
    assert cast.differences() == []


def test_payments_draws_and_repayments_at_once_leave_one_story(shop: Shop) -> None:
    settled = pay(shop, 500_000, uuid4())
    documents = [uuid4() for _ in range(4)]
    for document in documents:
        set_aside(shop, 300_000, document)
    acts = [partial(pay, shop, 300_000, document) for document in documents]
    acts += [partial(give_back, shop, settled, 100_000) for _ in range(3)]  # type: ignore[misc]
    acts += [partial(repay_early, loan_id=shop.line.pk, amount_minor=100_000, key=key, by=shop.cast.owner, at=AT) for key in "ab"]  # type: ignore[misc]
    acts += [partial(draw_more, loan_id=shop.line.pk, amount_minor=200_000, key="d", by=shop.cast.owner, at=AT)]  # type: ignore[list-item]
    answers = at_once(*acts)
    assert [answer for answer in answers if isinstance(answer, DomainError)] == []
    owed = cast.DRAWN + 500_000 + 4 * 300_000 - 3 * 100_000 - 2 * 100_000 + 200_000
    assert (LimitNode.objects.get(pk=shop.node).used_minor, LoanTransaction.objects.filter(kind="refund").count()) == (owed, 3)
    assert cast.differences() == []


def test_refunds_at_once_each_repay_their_part(shop: Shop) -> None:
    payment = pay(shop, 600_000, uuid4())
    answers = at_once(*[partial(give_back, shop, payment, 150_000) for _ in range(6)])
    assert kinds(answers) == {"NoneType": 4, "RefundTooLarge": 2}
    assert (balance_of(deposit_of(shop.supplier)), headroom_of(shop.node)) == (0, LEFT)
    assert cast.differences() == []


def test_refunds_of_two_payments_that_each_hold_first_never_wait_in_a_ring(shop: Shop) -> None:
    payments = [pay(shop, 300_000, uuid4()) for _ in range(2)]

    @transaction.atomic
    def hold_and_give_back(number: int) -> None:
        paying.hold_for_refund(document_id=payments[number].shares.get().document_id)
        give_back(shop, payments[number], 100_000)

    assert at_once(*[partial(hold_and_give_back, number) for number in (0, 1)] * 2) == [None] * 4
    assert cast.differences() == []


def test_what_runs_out_while_it_is_drawn_is_either(shop: Shop) -> None:
    document = uuid4()
    earmark = set_aside(shop, 300_000, document)
    with transaction.atomic():
        grant(party_id=shop.party_id, purpose=CREDIT_ASSESSMENT.code, by=shop.cast.owner, at=days(80))
    answers = neck_and_neck(partial(pay, shop, 300_000, document, when=days(90)), *[partial(expire_earmark, earmark_id=earmark.pk, at=days(90))] * 3)  # type: ignore[list-item]
    assert not isinstance(answers[0], DomainError)
    assert sum(answer is True for answer in answers[1:]) <= 1
    assert (aside(document), headroom_of(shop.node)) == (0, LEFT - 300_000)
    assert cast.differences() == []


def test_costs_said_by_two_at_once_are_those_of_one(shop: Shop) -> None:
    def say(key: str) -> object:
        said = [Said("rent", 100_000, 1), Said("wages", 200_000, 5)]
        return say_costs(party_id=shop.party_id, said=said, key=key, by=shop.cast.owner, at=AT)

    at_once(*[partial(say, key) for key in "abcd"])
    assert sorted(MonthlyCost.objects.values_list("amount_minor", flat=True)) == [100_000, 200_000]
