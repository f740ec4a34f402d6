"""What waits in a history of the business circle: unanswered orders, counts at the door, refused goods; and the month that is closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from merchants.procurement import actions as buying_acts
from merchants.procurement.actions import Bill, Counted
from merchants.procurement.models import DoorCount, Refused
from merchants.reports.actions import close_month, fold, reopen_month
from tests.cast import MORNING

from . import model
from .machine import FEW, WHICH, D, key, one_of
from .purchases import COMING, DELIVERED, Circle, Ordered

OVER = MORNING + timedelta(hours=72)
LONG_AGO = date(2026, 10, 15)
LAST_MONTH = LONG_AGO.replace(day=1)
LATEST = (0, False)
# How one purchase after the other goes on.
WAYS = ("damaged", "plain", "counted", "dear", "overbilled", "late")


def _newest(order_id: UUID) -> DoorCount | None:
    """The count that waits, else one that does no longer."""
    return DoorCount.objects.filter(order=order_id).order_by("-status").first()


class Waiting(Circle):
    """The same circle, where things are left lying for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.closed, self.undecided = False, list[model.Bill]()

    @rule()
    def advance(self) -> None:
        """The latest purchase goes one step on. As the first rule of all it makes the simplest history: purchase after purchase, each to its end."""
        order, way = self.orders[-1][1] if self.orders else model.Purchase(0, "closed"), WAYS[len(self.orders) % len(WAYS)]
        if order.status in {"lapsed", "closed"}:
            self.order(2, "")
        elif order.status == "sent":
            self.time_passes(LATEST, True) if way == "late" else self.confirm(LATEST)
        elif order.counted:
            self.accept_what_was_counted(LATEST, 0, 1)
        elif order.aside:
            self.refused_goods_leave(LATEST, True)
        elif order.status in COMING and way == "counted":
            self.count_at_the_door(LATEST, order.ordered - order.kept)
        elif order.status in COMING:
            self.ship_and_receive(LATEST, 1, True, int(way == "damaged" and not order.refused), 0)
        elif order.kept > order.billed:
            self.bill(LATEST, order.kept + 1, way != "overbilled", way == "dear")
        else:
            self._bill_goes_on(order.bills[-1] if order.bills else None)

    def _bill_goes_on(self, bill: model.Bill | None) -> None:
        if bill is None or bill.status in {"paid", "cleared"} or (bill.status == "approved" and bill.payable > self.model.money["shop"]):
            self.order(1, "confirmed")
        elif bill.status == "held":
            self.release(LATEST) if bill.may_be_released else self.debit(LATEST)
        elif bill.status == "matched":
            self.approve(LATEST, False)
        else:
            self.pay_bill(LATEST)

    @rule(cases=FEW, answer=st.sampled_from(["", "confirmed", "confirmed", "lapsed"]))
    def order(self, cases: int, answer: str) -> None:
        """Most are answered at once, or never: what a purchase comes to lies behind four acts, and histories are short."""
        self.ordered_now(cases)
        if answer == "lapsed":
            self.time_passes(LATEST, True)
        elif answer:
            self.confirm(LATEST)

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, late=st.booleans())
    def time_passes(self, which: tuple[int, bool], late: bool) -> None:
        """An order that nobody answered ends when its time is over, and no other does."""
        order_id, order = self.ordered(which, "sent")
        ended = buying_acts.lapse(order_id=order_id, at=OVER if late else MORNING)
        assert (ended is not None) == (order.status == "sent" and late)
        if ended is not None:
            order.status = "lapsed"
            self.done["lapsed"] += 1

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, cases=FEW)
    def count_at_the_door(self, which: tuple[int, bool], cases: int) -> None:
        order_id, order = one_of(self.orders, which, lambda one: one[1].status in DELIVERED and not one[1].counted)
        may = order.status in DELIVERED and not order.counted
        said: dict[str, Any] = {"delivered": {1: D(cases)}, "key": key(), "by": self.owner, "at": MORNING}
        if self.tried(may, lambda: buying_acts.count_delivery(order_id=order_id, **said), "counted"):
            order.counted = cases

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, bad=st.integers(0, 1), wrong=st.integers(0, 3))
    def accept_what_was_counted(self, which: tuple[int, bool], bad: int, wrong: int) -> None:
        """All of it or nothing; one more than was counted is refused."""
        order_id, order = self._counted(which)
        count = _newest(order_id)
        if count is None:
            return
        good = max(order.counted - bad, 0) + (wrong == 0)
        fits = good == 0 or good <= order.ordered - order.kept
        may = order.counted > 0 and good + bad == order.counted and fits
        counted = [Counted(1, D(good), D(bad), "broken" if bad else "")]
        it: dict[str, Any] = {"order_id": order_id, "count_id": count.pk, "counted": counted, "key": key(), "by": self.owner, "at": MORNING}
        if self.tried(may, lambda: buying_acts.accept_count(**it), "count accepted"):
            order.counted = 0
            self.model.arrives(order, good, bad)

    def _counted(self, which: tuple[int, bool]) -> Ordered:
        return one_of(self.orders, which, lambda one: one[1].counted > 0)

    @precondition(lambda self: self.orders)
    @rule(which=WHICH)
    def drop_what_was_counted(self, which: tuple[int, bool]) -> None:
        order_id, order = self._counted(which)
        count = _newest(order_id)
        if count is None:
            return
        it: dict[str, Any] = {"order_id": order_id, "count_id": count.pk, "reason": "again", "by": self.owner, "at": MORNING}
        if self.tried(order.counted > 0, lambda: buying_acts.drop_count(**it), "count dropped"):
            order.counted = 0
            self.model.settled(order)

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, back=st.booleans())
    def refused_goods_leave(self, which: tuple[int, bool], back: bool) -> None:
        order_id, order = one_of(self.orders, which, lambda one: one[1].aside > 0)
        held = list(Refused.objects.filter(of__receipt__order=order_id, status="held").select_related("of"))
        assert sum(row.quantity for row in held) == order.aside
        if held:
            decision = "sent_back" if back else "scrapped"
            gone = buying_acts.decide_refused(
                order_id=order_id, refused_id=held[0].pk, decision=decision, quantity=D(1), key=key(), by=self.owner, at=MORNING
            )
            order.aside -= int(gone.quantity)
            self.done["refused leaves"] += 1

    @precondition(lambda self: self.orders)
    @rule(which=WHICH, cases=FEW)
    def bill_of_last_month(self, which: tuple[int, bool], cases: int) -> None:
        """A bill is dated into the last month only while nobody has closed it."""
        order_id, order = self.ordered(which, *DELIVERED)
        may = order.status in DELIVERED and not self.closed
        said: dict[str, Any] = {"number": key()[:12], "bills": [Bill(1, D(cases), model.CASE_MINOR)], "key": key(), "issued_on": LONG_AGO}
        invoice = self.tried(may, lambda: buying_acts.issue_invoice(order_id=order_id, by=self.boss, at=MORNING, **said), "dated back")
        if invoice is not None:
            self.undecided.append(self.model.billed(order, cases, model.CASE_MINOR))
            self.bills.append((invoice, order, self.undecided[-1]))

    @rule()
    def close_last_month(self) -> None:
        while fold():
            pass
        may = not self.closed and all(bill.status != "held" for bill in self.undecided)
        it: dict[str, Any] = {"shop_id": self.corner.shop.pk, "first": LAST_MONTH, "key": key(), "by": self.owner, "at": MORNING}
        self.closed |= self.tried(may, lambda: close_month(**it), "month closed") is not None

    @rule()
    def open_last_month(self) -> None:
        it: dict[str, Any] = {"shop_id": self.corner.shop.pk, "first": LAST_MONTH, "reason": "a late bill", "by": self.owner, "at": MORNING}
        if self.tried(self.closed, lambda: reopen_month(**it), "month opened") is not None:
            self.closed = False
