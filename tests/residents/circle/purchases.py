"""Buying from the wholesaler in a history of the business circle, from the order to the paid bill."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ecosystem.payments.public import BANK_ACCOUNT
from merchants.procurement import actions as buying_acts
from merchants.procurement.actions import Bill, Counted
from merchants.procurement.models import Invoice, Order
from tests import buying
from tests.cast import MORNING, actor

from . import model
from .machine import FEW, WHICH, D, Trade, key, one_of

Ordered = tuple[UUID, model.Purchase]
Billed = tuple[Invoice, model.Purchase, model.Bill]
COMING, DELIVERED = {"acknowledged", "partially_received"}, {"acknowledged", "partially_received", "received"}


class Circle(Trade):
    """Buying from the wholesaler as well."""

    def __init__(self) -> None:
        super().__init__()
        self.market = self.town.market
        self.boss = actor(self.market.wholesaler)
        self.orders, self.bills = list[Ordered](), list[Billed]()

    def ordered(self, which: tuple[int, bool], *status: str) -> Ordered:
        return one_of(self.orders, which, lambda one: one[1].status in status)

    def billed(self, which: tuple[int, bool], *status: str) -> Billed:
        return one_of(self.bills, which, lambda one: one[2].status in status)

    def ordered_now(self, cases: int) -> None:
        self.orders.append((buying.sent(self.market, cases=str(cases)).pk, model.Purchase(cases)))

    @precondition(lambda self: self.orders)
    @rule(which=WHICH)
    def confirm(self, which: tuple[int, bool]) -> None:
        order_id, order = self.ordered(which, "sent")
        may = order.status == "sent"
        if self.tried(may, lambda: buying_acts.confirm_order(order_id=order_id, revision=1, by=self.boss, at=MORNING), "confirmed"):
            order.status = "acknowledged"

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, cases=FEW, all_left=st.booleans(), bad=st.integers(0, 1), short=st.integers(0, 1))
    def ship_and_receive(self, which: tuple[int, bool], cases: int, all_left: bool, bad: int, short: int) -> None:
        """What the supplier says is on its way arrives, less what is missing or refused; or what was said before and did not come."""
        order_id, order = self.ordered(which, *COMING)
        left, runs = order.ordered - order.kept, order.status in COMING
        unsaid = left - sum(order.under_way.values())
        cases = unsaid if all_left and unsaid > 0 else cases
        say: dict[str, Any] = {"order_id": order_id, "quantities": {1: D(cases)}, "expected_on": MORNING.date(), "key": key()}
        may_ship = runs and cases <= unsaid
        shipment = self.tried(may_ship, lambda: buying_acts.announce_shipment(by=self.boss, at=MORNING, **say), "shipped")
        if shipment:
            order.under_way[shipment.pk] = cases
        shipment_id = next(reversed(order.under_way), None)
        good = max(order.under_way.get(shipment_id, cases) - bad - short, 0)
        counted = [Counted(1, D(good), D(bad), "broken" if bad else "")]
        may = (runs or order.status == "received") and good + bad > 0 and (good == 0 or good <= left) and not order.counted
        it: dict[str, Any] = {"order_id": order_id, "counted": counted, "shipment_id": shipment_id, "key": key(), "by": self.owner, "at": MORNING}
        if self.tried(may, lambda: buying_acts.post_receipt(**it), "received"):
            order.refused |= bool(shipment_id and short)
            order.under_way.pop(shipment_id, None)
            self.model.arrives(order, good, bad)

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, some=FEW, fits=st.booleans(), dear=st.booleans())
    def bill(self, which: tuple[int, bool], some: int, fits: bool, dear: bool) -> None:
        """Of so many cases, or of just those that came and are not billed yet."""
        order_id, order = one_of(self.orders, which, lambda one: one[1].kept > one[1].billed) if fits else self.ordered(which, *DELIVERED)
        cases = order.kept - order.billed if fits and order.kept > order.billed else some
        unit = model.CASE_MINOR + 701 * dear
        may = order.status in DELIVERED
        said: dict[str, Any] = {"number": key()[:12], "bills": [Bill(1, D(cases), unit)], "key": key(), "by": self.boss, "at": MORNING}
        invoice = self.tried(may, lambda: buying_acts.issue_invoice(order_id=order_id, **said), "billed")
        if invoice is not None:
            self.bills.append((invoice, order, self.model.billed(order, cases, unit)))

    @precondition(lambda self: self.bills)
    @rule(which=WHICH)
    def release(self, which: tuple[int, bool]) -> None:
        invoice, _order, bill = one_of(self.bills, which, lambda one: one[2].may_be_released)
        it: dict[str, Any] = {"invoice_id": invoice.pk, "by": self.owner, "at": MORNING}
        if self.tried(bill.may_be_released, lambda: buying_acts.release_invoice(reason="agreed", **it), "released"):
            bill.status = "matched"

    @precondition(lambda self: self.bills)
    @rule(which=WHICH)
    def debit(self, which: tuple[int, bool]) -> None:
        invoice, _order, bill = self.billed(which, "held")
        it: dict[str, Any] = {"invoice_id": invoice.pk, "by": self.owner, "at": MORNING}
        if self.tried(bill.status == "held", lambda: buying_acts.debit_differences(**it), "debited"):
            self.model.debited(bill)

    @precondition(lambda self: self.bills)
    @rule(which=WHICH, paid=st.booleans())
    def approve(self, which: tuple[int, bool], paid: bool) -> None:
        one = self.billed(which, "matched")
        invoice, order, bill = one
        invoice.refresh_from_db()
        assert (invoice.status, invoice.payable_minor) == (bill.status, bill.payable)
        it: dict[str, Any] = {"invoice_id": invoice.pk, "seen_version": invoice.version, "pay_when_due": False}
        if self.tried(bill.status == "matched", lambda: buying_acts.approve_invoice(by=self.owner, at=MORNING, **it), "approved"):
            bill.status = "approved" if bill.payable else "cleared"
            self.model.settled(order)
        if paid:
            self._bill_paid(one)

    @precondition(lambda self: self.bills)
    @rule(which=WHICH)
    def pay_bill(self, which: tuple[int, bool]) -> None:
        self._bill_paid(self.billed(which, "approved"))

    def _bill_paid(self, one: Billed) -> None:
        invoice, order, bill = one
        may = bill.status == "approved" and bill.payable <= self.model.money["shop"]
        it: dict[str, Any] = {"invoice_id": invoice.pk, "method": BANK_ACCOUNT, "key": key(), "by": self.owner, "at": MORNING + timedelta(hours=1)}
        if self.tried(may, lambda: buying_acts.pay_invoice(**it), "bill paid"):
            self.model.bill_paid(bill)
            self.model.settled(order)

    @precondition(lambda self: self.orders)
    @rule(which=WHICH)
    def stands(self, which: tuple[int, bool]) -> None:
        order_id, order = self.ordered(which)
        assert Order.objects.get(pk=order_id).status == order.status
