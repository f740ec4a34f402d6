"""Billed, matched, held, released, debited, approved, paid; once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from ecosystem import ports
from ecosystem.feed.public import FactRow
from ecosystem.kernel.errors import DomainError, NotFound
from ecosystem.ledger.public import InsufficientFunds, Leg, balance_of, bank_account, deposit_of, post_transfer
from ecosystem.payments.public import Payment, Refund, UnknownMethod, confirm_payment
from ecosystem.ports import Outcome
from merchants.procurement import actions, errors, queries
from merchants.procurement.models import DebitNote, Invoice, Receivable
from merchants.procurement.tasks import pay_due
from tests import buying
from tests.buying import D, Market
from tests.cast import BANK, MORNING, actor
from tests.journeys.forms import Window
from tests.trading import SLOW_BANK, SlowBank, differences

pytestmark = pytest.mark.django_db
PRICE = 7_200


@pytest.fixture
def town(market: Market) -> Market:
    return market


def _kept() -> list[object]:
    return [
        list(Invoice.objects.order_by("pk").values_list("status", "version", "debited_minor")),
        [model.objects.count() for model in (DebitNote, Receivable, Payment, Refund, FactRow)],
    ]


def refused(refusal: type[DomainError], act: Callable[[], object]) -> DomainError:
    return buying.refused(refusal, act, kept=_kept)


def received(town: Market, accepted: str = "100", rejected: str = "0") -> object:
    order = buying.confirmed(town)
    buying.received(town, order, accepted, rejected=[rejected])
    return order


def supplier_has(town: Market) -> int:
    return balance_of(deposit_of(town.supplier.party_id))  # type: ignore[arg-type]


def test_an_invoice_for_what_was_kept_matches_and_is_paid(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    invoice = buying.billed(town, order, ("100", PRICE))
    assert (invoice.status, invoice.exceptions, invoice.due_on) == ("matched", [], (MORNING + timedelta(days=30)).date())
    invoice = buying.approved(town, invoice)
    assert (invoice.status, Receivable.objects.get().amount_minor) == ("approved", 720_000)
    invoice = buying.paid(town, invoice)
    order.refresh_from_db()
    assert (invoice.status, order.status, supplier_has(town)) == ("paid", "closed", 720_000)
    told = FactRow.objects.get(kind="trade.purchase_paid", about=town.supplier.party_id)
    assert (told.standing, told.transfer_id, told.body["days_late"]) == ("settled", invoice.transfer_id, -30)
    assert FactRow.objects.get(kind="trade.purchase_invoiced", about=town.shop.party_id).standing == "attested"
    assert differences() == []


def test_a_hundred_billed_of_ninety_five_kept_is_held_never_released_and_debited(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "95", rejected=["5"])
    invoice = buying.billed(town, order, ("100", PRICE))
    assert (invoice.status, invoice.exceptions) == ("held", ["quantity"])
    refused(errors.InvoiceHeld, lambda: buying.approved(town, invoice))
    refused(
        errors.QuantityNotReceived,
        lambda: actions.release_invoice(invoice_id=invoice.pk, reason="trust", by=actor(town.manager), at=MORNING),
    )
    invoice = actions.debit_differences(invoice_id=invoice.pk, by=actor(town.accountant), at=MORNING)
    note = DebitNote.objects.get()
    assert (invoice.status, invoice.payable_minor, note.why, note.quantity, note.amount_minor) == ("matched", 95 * PRICE, "quantity", 5, 5 * PRICE)
    buying.paid(town, buying.approved(town, invoice))
    assert supplier_has(town) == 95 * PRICE
    assert differences() == []


def test_goods_that_come_later_let_a_held_invoice_pass_by_itself(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "60")
    invoice = buying.billed(town, order, ("100", PRICE))
    assert invoice.status == "held"
    buying.received(town, order, "40")
    invoice.refresh_from_db()
    assert (invoice.status, invoice.exceptions, buying.line_of(order).billed) == ("matched", [], 100)
    assert differences() == []


def test_a_price_outside_the_tolerance_is_held_and_released_with_a_reason(town: Market) -> None:
    buying.policy(town, price_tolerance_bp=100)
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    within = buying.billed(town, order, ("10", 7_272))
    beyond = buying.billed(town, order, ("10", 7_273))
    assert (within.status, beyond.status, beyond.exceptions) == ("matched", "held", ["price", "total"])
    refused(errors.ReasonMissing, lambda: actions.release_invoice(invoice_id=beyond.pk, reason="", by=actor(town.manager), at=MORNING))
    refused(NotFound, lambda: actions.release_invoice(invoice_id=beyond.pk, reason="agreed", by=actor(town.keeper), at=MORNING))
    released = actions.release_invoice(invoice_id=beyond.pk, reason="agreed by phone", by=actor(town.manager), at=MORNING)
    assert (released.status, released.released_by_id, released.release_reason) == ("matched", town.manager.pk, "agreed by phone")


def test_a_price_above_the_orders_is_taken_off_together_with_what_is_missing(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "95")
    invoice = buying.billed(town, order, ("100", 7_300))
    invoice = actions.debit_differences(invoice_id=invoice.pk, by=actor(town.manager), at=MORNING)
    assert invoice.payable_minor == 95 * PRICE
    assert sorted(DebitNote.objects.values_list("why", "amount_minor")) == [("price", 10_000), ("quantity", 5 * PRICE)]
    assert differences() == []


def test_an_invoice_that_is_debited_whole_leaves_nothing_to_pay(town: Market) -> None:
    order = buying.confirmed(town)
    invoice = actions.debit_differences(invoice_id=buying.billed(town, order, ("10", PRICE)).pk, by=actor(town.manager), at=MORNING)
    cleared = buying.approved(town, invoice)
    assert (cleared.status, Receivable.objects.count()) == ("cleared", 0)
    refused(errors.InvoiceMoved, lambda: buying.paid(town, cleared))
    assert differences() == []


@pytest.mark.parametrize("number", ["INV-7", "inv 7", "INV7"])
def test_a_number_is_used_once_however_it_is_written(town: Market, number: str) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    first = buying.billed(town, order, ("50", PRICE), number="INV-7")
    refused(errors.InvoiceNumberUsed, lambda: buying.billed(town, order, ("50", PRICE), number=number))
    assert buying.line_of(order).billed == 50
    actions.withdraw_invoice(invoice_id=first.pk, by=actor(town.wholesaler), at=MORNING)
    assert buying.line_of(order).billed == 0
    assert buying.billed(town, order, ("50", PRICE), number=number).status == "matched"
    assert differences() == []


def test_the_same_goods_are_not_billed_twice(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    buying.billed(town, order, ("100", PRICE))
    again = buying.billed(town, order, ("100", PRICE))
    assert (again.status, again.exceptions) == ("held", ["quantity"])
    assert differences() == []


def test_the_same_key_bills_and_pays_once(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    invoice = buying.billed(town, order, ("100", PRICE), number="A1", key="k")
    assert buying.billed(town, order, ("100", PRICE), number="A1", key="k").pk == invoice.pk
    buying.approved(town, invoice)
    buying.paid(town, invoice, key="p")
    assert buying.paid(town, invoice, key="p").status == "paid"
    refused(errors.InvoiceMoved, lambda: buying.paid(town, invoice, key="q"))
    assert supplier_has(town) == 720_000


@pytest.mark.parametrize(
    ("quantity", "unit", "number"), [("-1", PRICE, "A"), ("1.5", PRICE, "A"), ("1", 0, "A"), ("1", PRICE, "--"), ("1", PRICE, "A" * 41)]
)
def test_nonsense_is_not_billed(town: Market, quantity: str, unit: int, number: str) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    refused(errors.BadTerms, lambda: buying.billed(town, order, (quantity, unit), number=number))


def test_goods_sent_back_before_payment_are_taken_off_the_claim(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    invoice = buying.approved(town, buying.billed(town, order, ("100", PRICE)))
    actions.return_goods(order_id=order.pk, quantities={1: D(10)}, reason="sour", key="r", by=actor(town.keeper), at=MORNING)
    invoice.refresh_from_db()
    assert (invoice.payable_minor, Receivable.objects.get().amount_minor) == (90 * PRICE, 90 * PRICE)
    buying.paid(town, invoice)
    assert supplier_has(town) == 90 * PRICE
    assert differences() == []


def test_goods_sent_back_after_payment_are_owed_and_paid_back(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    buying.paid(town, buying.approved(town, buying.billed(town, order, ("100", PRICE))))
    actions.return_goods(order_id=order.pk, quantities={1: D(10)}, reason="sour", key="r", by=actor(town.keeper), at=MORNING)
    debit = DebitNote.objects.get()
    assert (debit.status, debit.amount_minor) == ("owed", 10 * PRICE)
    refused(NotFound, lambda: actions.pay_back_debit(debit_id=debit.pk, key="k", by=actor(town.owner), at=MORNING))
    actions.pay_back_debit(debit_id=debit.pk, key="k", by=actor(town.wholesaler), at=MORNING)
    actions.pay_back_debit(debit_id=debit.pk, key="k", by=actor(town.wholesaler), at=MORNING)
    refused(errors.NothingToPayFor, lambda: actions.pay_back_debit(debit_id=debit.pk, key="l", by=actor(town.wholesaler), at=MORNING))
    assert supplier_has(town) == 90 * PRICE
    assert differences() == []


def test_only_an_accountant_or_the_owner_pays(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    invoice = buying.approved(town, buying.billed(town, order, ("100", PRICE)))
    for person in (town.buyer, town.manager, town.keeper, town.wholesaler, town.corner.rival):
        refused(
            NotFound,
            lambda person=person: actions.pay_invoice(invoice_id=invoice.pk, method="bank_account", key="k", by=actor(person), at=MORNING),
        )
    refused(UnknownMethod, lambda: buying.paid(town, invoice, method="shells"))


def test_a_thin_account_pays_nothing(town: Market) -> None:
    poor = buying.market(money_minor=100)
    order = buying.confirmed(poor)
    buying.received(poor, order, "100")
    invoice = buying.approved(poor, buying.billed(poor, order, ("100", PRICE)))
    refused(InsufficientFunds, lambda: buying.paid(poor, invoice))


class Line:
    """A way to pay that a wing registers: the bank lends the money and pays the supplier."""

    def pay(self, *, payment_id: UUID, payer_id: UUID, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime) -> Outcome:
        legs = [Leg(bank_account("outside", spread_by=str(payer_id)), -amount_minor), *(Leg(account, share) for account, share in shares)]
        return Outcome("succeeded", post_transfer(key=f"line/{payment_id}", kind="draw", legs=legs, at=at))

    def refund(
        self, *, refund_id: UUID, document_id: UUID, payer_id: UUID, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime
    ) -> Outcome:
        return Outcome("failed", reason="no refunds in this test")


@pytest.fixture
def methods() -> Iterator[None]:
    ports.payment_methods.join("lender", Line())
    ports.payment_methods.join(SLOW_BANK, SlowBank())
    yield
    ports.payment_methods.leave("lender")
    ports.payment_methods.leave(SLOW_BANK)


def test_a_registered_method_pays_the_supplier(town: Market, methods: None) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    before = balance_of(deposit_of(town.shop.party_id))
    paid = buying.paid(town, buying.approved(town, buying.billed(town, order, ("100", PRICE))), method="lender")
    assert (paid.status, supplier_has(town), balance_of(deposit_of(town.shop.party_id))) == ("paid", 720_000, before)
    assert differences() == []


def test_a_slow_method_holds_the_invoice_until_it_answers(town: Market, methods: None) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    invoice = buying.paid(town, buying.approved(town, buying.billed(town, order, ("100", PRICE))), method=SLOW_BANK)
    assert invoice.status == "paying"
    refused(errors.InvoiceMoved, lambda: buying.paid(town, invoice))
    legs = [Leg(deposit_of(town.shop.party_id), -720_000), Leg(deposit_of(town.supplier.party_id), 720_000)]  # type: ignore[arg-type]
    transfer = post_transfer(key="slow", kind="payment", legs=legs, at=MORNING)
    confirm_payment(payment_id=invoice.payment_id, transfer_id=transfer, by=BANK, at=MORNING)  # type: ignore[arg-type]
    invoice.refresh_from_db()
    assert (invoice.status, invoice.transfer_id) == ("paid", transfer)


def test_what_is_due_is_paid_on_its_day_and_not_before(town: Market) -> None:
    order = buying.confirmed(town)
    buying.received(town, order, "100")
    invoice = buying.approved(town, buying.billed(town, order, ("60", PRICE)), pay_when_due=True)
    by_hand = buying.approved(town, buying.billed(town, order, ("40", PRICE)))
    due = (MORNING + timedelta(days=30)).date()
    Invoice.objects.filter(pk=by_hand.pk).update(due_on=due + timedelta(days=7))
    desk = Window(town.wholesaler, "en").get(f"/purchases/{order.pk}/").content.decode()
    assert "All of it is billed." in desk and "Bill it below." not in desk
    # The calendar: a Thursday and the next, each in its week, and what the account has left after each.
    monday = due - timedelta(days=3)
    weeks = queries.paid_out_of(queries.payables_of([town.shop.pk], today=MORNING.date()), 600_000)
    told = [(week.starts_on, week.sum_minor, week.left_minor, week.short_minor) for week in weeks]
    assert told == [(monday, 432_000, 168_000, 0), (monday + timedelta(days=7), 288_000, -120_000, 120_000)]
    claims = queries.claims_of([town.supplier.pk], today=due + timedelta(days=1))
    assert [(week.starts_on, week.sum_minor) for week in claims] == [(None, 432_000), (monday + timedelta(days=7), 288_000)]
    pay_due(at=MORNING + timedelta(days=29))
    assert supplier_has(town) == 0
    pay_due(at=MORNING + timedelta(days=30))
    pay_due(at=MORNING + timedelta(days=31))
    invoice.refresh_from_db()
    by_hand.refresh_from_db()
    assert (invoice.status, by_hand.status, supplier_has(town)) == ("paid", "approved", 60 * PRICE)
    assert FactRow.objects.get(kind="trade.purchase_paid", about=town.shop.party_id).body["days_late"] == 0
    assert differences() == []


def test_a_due_day_without_money_is_told_once_a_day_and_tried_again(town: Market) -> None:
    from ecosystem.notices.models import Notice

    poor = buying.market(money_minor=100)
    order = buying.confirmed(poor)
    buying.received(poor, order, "10")
    invoice = buying.approved(poor, buying.billed(poor, order, ("10", PRICE)), pay_when_due=True)
    due = MORNING + timedelta(days=30)
    for at in (due, due + timedelta(hours=1), due + timedelta(days=1)):
        pay_due(at=at)
    assert Notice.objects.filter(kind="invoice_not_paid").count() == 2
    buying.fund(poor.shop.party_id, 1_000_000)
    pay_due(at=due + timedelta(days=2))
    invoice.refresh_from_db()
    assert (invoice.status, Decimal(balance_of(deposit_of(poor.supplier.party_id)))) == ("paid", 10 * PRICE)  # type: ignore[arg-type]
