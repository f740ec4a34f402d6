"""Receipts, answers, invoices and payments of one shared order, all at once. Real threads, real commits."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.payments.public import Payment, Refund
from merchants.procurement import actions
from merchants.procurement.models import DebitNote, Invoice, InvoiceLine, Order, Receipt, Return, Source
from merchants.stock.public import Level
from tests import buying
from tests.buying import D, Market
from tests.cast import MORNING, actor
from tests.together import at_once, kinds, neck_and_neck
from tests.trading import differences

pytestmark = pytest.mark.race
PRICE = 7_200


@pytest.fixture
def town(committed: str) -> Market:
    return buying.market()


def supplier_has(town: Market) -> int:
    return balance_of(deposit_of(town.supplier.party_id))  # type: ignore[arg-type]


def test_receipts_at_once_never_exceed_what_was_ordered(town: Market) -> None:
    order = buying.confirmed(town)
    answers = at_once(*[partial(buying.received, town, order, "30") for _ in range(6)])
    assert kinds(answers) == {"Receipt": 3, "TooMuchDelivered": 3}
    assert buying.line_of(order).accepted == 90
    assert Level.objects.get(sku=town.corner.milk).on_hand == 50 + 90 * 24
    assert differences() == []


def test_receipts_at_once_use_the_tolerance_once(town: Market) -> None:
    buying.policy(town, over_receipt_bp=200)
    order = buying.confirmed(town)
    answers = at_once(*[partial(buying.received, town, order, "51") for _ in range(4)])
    assert kinds(answers) == {"Receipt": 2, "TooMuchDelivered": 2}
    assert buying.line_of(order).accepted == 102
    assert differences() == []


def test_the_same_delivery_counted_by_several_arrives_once(town: Market) -> None:
    order = buying.confirmed(town)
    shipment = buying.shipped(town, order, "40")
    answers = at_once(*[partial(buying.received, town, order, "40", shipment=shipment) for _ in range(5)])
    assert kinds(answers) == {"Receipt": 1, "NothingLeft": 4}
    assert differences() == []


def test_a_receipt_is_reversed_once(town: Market) -> None:
    order = buying.confirmed(town)
    receipt = buying.received(town, order, "40")
    acts = [
        partial(
            actions.reverse_receipt,
            order_id=order.pk,
            receipt_id=receipt.pk,
            reason="wrong",
            key=f"k{number}",
            by=actor(town.manager),
            at=MORNING,
        )
        for number in range(5)
    ]
    assert kinds(at_once(*acts)) == {"Receipt": 1, "AlreadyReversed": 4}
    assert Receipt.objects.count() == 2
    assert differences() == []


@pytest.mark.parametrize("round_", range(4))
def test_a_bill_ahead_and_the_end_of_its_order_at_once_leave_nothing_unasked(town: Market, round_: int) -> None:
    order = buying.ahead(town)
    bills = [partial(buying.billed, town, order, ("60", PRICE)) for _ in range(2)]
    off = partial(actions.cancel_order, order_id=order.pk, reason="too late", by=actor(town.buyer), at=MORNING)
    at_once(*([off, *bills] if round_ % 2 else [*bills, off]))
    line, off_minor = buying.line_of(order), sum(Invoice.objects.values_list("debited_minor", flat=True))
    covered = sum(InvoiceLine.objects.values_list("covered", flat=True))
    # Whatever came first: no bill of a cancelled order has goods behind it, and what was taken off is what was covered.
    assert (line.billed, covered, off_minor) == (0, 0, min(100, 60 * Invoice.objects.count()) * PRICE)
    assert differences() == []


def test_a_confirmation_and_a_change_at_once_are_about_one_wording(town: Market) -> None:
    order = buying.sent(town)
    confirm = partial(actions.confirm_order, order_id=order.pk, revision=1, by=actor(town.packer), at=MORNING)
    amend = partial(
        actions.amend_order,
        order_id=order.pk,
        seen_revision=1,
        wording=buying.worded(order, quantity=D(7)),
        reason="",
        by=actor(town.owner),
        at=MORNING,
    )
    answers = neck_and_neck(amend, confirm)
    order.refresh_from_db()
    line = buying.line_of(order)
    if kinds(answers) == {"Order": 2}:
        # Confirmed first, then changed: the agreement stands until the supplier answers again.
        assert (order.status, order.revision, order.agreed_revision, line.quantity) == ("sent", 2, 1, 100)
    else:
        assert kinds(answers) == {"Order": 1, "RevisionMoved": 1}
        assert (order.status, order.revision, order.agreed_revision, line.quantity) == ("sent", 2, None, 100)
    assert differences() == []


def test_yes_no_and_yes_but_at_once_are_one_answer(town: Market) -> None:
    order = buying.sent(town)
    who = {"order_id": order.pk, "revision": 1, "by": actor(town.packer), "at": MORNING}
    answers = at_once(
        partial(actions.confirm_order, **who),
        partial(actions.decline_order, reason="no", **who),
        partial(actions.propose_change, wording=buying.worded(order, quantity=D(7)), reason="", **who),
    )
    assert Counter(isinstance(answer, Order) for answer in answers) == {True: 1, False: 2}
    assert differences() == []


def test_an_order_is_called_off_or_confirmed_never_both(town: Market) -> None:
    order = buying.sent(town)
    answers = neck_and_neck(
        partial(actions.cancel_order, order_id=order.pk, reason="no", by=actor(town.owner), at=MORNING),
        partial(actions.confirm_order, order_id=order.pk, revision=1, by=actor(town.packer), at=MORNING),
    )
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert kinds(answers) in ({"Order": 2}, {"Order": 1, "PurchaseMoved": 1})
    assert differences() == []


def test_an_order_is_approved_and_sent_once(town: Market) -> None:
    order = actions.hand_in(order_id=buying.draft(town, by=town.buyer).pk, by=actor(town.buyer), at=MORNING)
    acts = [
        partial(actions.approve_order, order_id=order.pk, seen_version=order.version, by=actor(who), at=MORNING)
        for who in (town.owner, town.manager, town.owner, town.manager)
    ]
    assert kinds(at_once(*acts)) == {"Order": 1, "PurchaseMoved": 3}
    assert order.revisions.count() == 1


def test_announcements_at_once_never_promise_more_than_is_expected(town: Market) -> None:
    order = buying.confirmed(town)
    assert kinds(at_once(*[partial(buying.shipped, town, order, "40") for _ in range(5)])) == {"Shipment": 2, "TooMuchAnnounced": 3}


def test_invoices_at_once_cover_the_goods_once(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    at_once(*[partial(buying.billed, town, order, ("60", PRICE)) for _ in range(4)])
    assert sorted(Invoice.objects.values_list("status", flat=True)) == ["held", "held", "held", "matched"]
    assert buying.line_of(order).billed == 100
    assert differences() == []


def test_one_number_at_once_is_one_invoice(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    answers = at_once(*[partial(buying.billed, town, order, ("10", PRICE), number=text) for text in ("A-1", "a 1", "A1", "a1")])
    assert kinds(answers) == {"Invoice": 1, "InvoiceNumberUsed": 3}
    assert buying.line_of(order).billed == 10


def test_an_invoice_paid_by_several_at_once_is_paid_once(town: Market) -> None:
    """The shop could pay it three times over."""
    buying.fund(town.shop.party_id, 2_000_000)
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    invoice = buying.approved(town, buying.billed(town, order, ("100", PRICE)), pay_when_due=True)
    acts = [partial(buying.paid, town, invoice, key=f"p{number}") for number in range(2)]
    scheduled = partial(actions.pay_by_schedule, invoice_id=invoice.pk, at=MORNING.replace(month=12, day=30))
    answers = neck_and_neck(*acts, scheduled)
    assert Counter(type(answer).__name__ for answer in answers if answer is not None)["Invoice"] == 1
    assert (Payment.objects.count(), Refund.objects.count(), supplier_has(town)) == (1, 0, 100 * PRICE)
    assert differences() == []


@pytest.mark.parametrize("round_", range(3))
def test_a_return_and_a_payment_at_once_lose_no_money(town: Market, round_: int) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    invoice = buying.approved(town, buying.billed(town, order, ("100", PRICE)))
    give_back = partial(actions.return_goods, order_id=order.pk, quantities={1: D(10)}, reason="sour", key="r", by=actor(town.keeper), at=MORNING)
    at_once(*([give_back, partial(buying.paid, town, invoice)] if round_ % 2 else [partial(buying.paid, town, invoice), give_back]))
    debit = DebitNote.objects.get()
    assert (debit.status, supplier_has(town)) in {("owed", 100 * PRICE), ("deducted", 90 * PRICE)}
    assert Return.objects.count() == 1
    assert differences() == []


def test_what_is_owed_is_given_back_once(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    buying.paid(town, buying.approved(town, buying.billed(town, order, ("100", PRICE))))
    actions.return_goods(order_id=order.pk, quantities={1: D(10)}, reason="sour", key="r", by=actor(town.keeper), at=MORNING)
    debit = DebitNote.objects.get()
    acts = [partial(actions.pay_back_debit, debit_id=debit.pk, key=f"k{number}", by=actor(town.wholesaler), at=MORNING) for number in range(5)]
    assert kinds(at_once(*acts)) == {"DebitNote": 1, "NothingToPayFor": 4}
    assert supplier_has(town) == 90 * PRICE
    assert differences() == []


def test_one_sku_has_one_preferred_source_whoever_chooses_at_once(town: Market) -> None:
    articles = [buying.article(town.supplier, town.wholesaler, f"Case {number}") for number in range(4)]
    at_once(*[partial(buying.link, town.owner, town.corner.milk, article, "24") for article in articles])
    assert Source.objects.filter(sku=town.corner.milk, preferred=True).count() == 1


def test_what_runs_low_is_drafted_once_whoever_taps_at_once(town: Market) -> None:
    actions.set_reorder_rule(
        sku_id=town.corner.milk.pk, minimum=D(60), maximum=D(90), review_days=7, snoozed_until=None, by=actor(town.owner), at=MORNING
    )
    draft = partial(actions.draft_suggested, shop_id=town.shop.pk, supplier_id=town.supplier.pk, by=actor(town.buyer), at=MORNING)
    actions.set_reordering(shop_id=town.shop.pk, supplier_id=town.supplier.pk, trigger="auto", by=actor(town.owner), at=MORNING)
    night = partial(actions.draft_by_itself, shop_id=town.shop.pk, supplier_id=town.supplier.pk, at=MORNING)
    ends = kinds(at_once(*[partial(draft, key=f"k{number}") for number in range(3)], night, night))
    assert ends in ({"Order": 1, "NothingLeft": 2, "NoneType": 2}, {"Order": 1, "NothingLeft": 3, "NoneType": 1})
