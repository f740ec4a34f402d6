"""A day's payments and refunds against a file that loses, doubles and alters, and against the ledger; and the gate at its end."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import F

from ecosystem.audit.models import Act
from ecosystem.identity.public import Person
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import NotFound
from ecosystem.ledger.public import Leg, bank_account, deposit_of, post_transfer
from ecosystem.payments.actions import ask_waiver, close_reconciled_day, explain_case, read_statement, reconcile, reconcile_day, waive_case
from ecosystem.payments.errors import (
    CaseDecided,
    CaseNotFound,
    CasesOpen,
    DayClosed,
    DayNotOver,
    DaySkipped,
    FileDiffers,
    FileUnreadable,
    NoFile,
    ReasonMissing,
    WaivedBySame,
    WaiverNotAsked,
)
from ecosystem.payments.models import Case, Day, Payment, Statement, StatementLine
from ecosystem.payments.simulators.statements import SimulatedStatements
from tests import cast, counter
from tests.cast import MORNING, Corner, actor
from tests.merchants.money import operator
from tests.trading import order_in

pytestmark = pytest.mark.django_db
TODAY = business_date(MORNING)
NEXT = MORNING + timedelta(days=1)
SOURCE = "bank_account"


@pytest.fixture
def town() -> Corner:
    """Six payments and two refunds of one day."""
    town = cast.corner(stock="500")
    for _ in range(4):
        order_in("paid", town)
    for _ in range(2):
        order_in("cancelled", town)
    return town


@pytest.fixture
def clerk(db: None) -> Person:
    return operator("clerk")


@pytest.fixture
def checker(db: None) -> Person:
    return operator("checker")


def file(faults: dict[int, str] | None = None, on: date = TODAY) -> bytes:
    content = SimulatedStatements(SOURCE, faults).fetch(on=on)
    assert content is not None
    return content


def compared(by: Person, content: bytes, *, on: date = TODAY, at: datetime = NEXT) -> tuple[int, int, int]:
    read_statement(source=SOURCE, on=on, content=content, by=actor(by), at=at)
    found = reconcile(source=SOURCE, on=on, by=actor(by), at=at)
    return found.rows, found.opened, found.resolved


def kinds() -> Counter[tuple[str, str]]:
    return Counter(Case.objects.filter(status="open").values_list("against", "difference"))


def test_a_faithful_file_opens_no_case_and_the_day_closes(town: Corner, clerk: Person) -> None:
    assert compared(clerk, file()) == (8, 0, 0)
    day = close_reconciled_day(on=TODAY, by=actor(clerk), at=NEXT)
    assert (day.compared, day.cases, day.waived) == (8, 0, 0)
    assert close_reconciled_day(on=TODAY, by=actor(clerk), at=NEXT) == day
    assert Day.objects.count() == 1


def test_a_day_closes_that_had_cash_in_it(town: Corner, clerk: Person) -> None:
    """What lies in a shop's drawer, or on its tabs, is in nobody's file."""
    counter.shift(town)
    counter.sold(town, counter.line(town.milk))
    counter.sold(town, counter.line(town.bread), tender="tab", customer=counter.customer(town))
    assert set(Payment.objects.values_list("method", flat=True)) == {SOURCE, "cash", "tab"}
    assert compared(clerk, file()) == (8, 0, 0)
    day = close_reconciled_day(on=TODAY, by=actor(clerk), at=NEXT)
    assert (day.compared, day.cases) == (8, 0)


def test_each_fault_is_found_in_its_class_and_nothing_else(town: Corner, clerk: Person) -> None:
    assert compared(clerk, file({1: "lose", 2: "double", 3: "alter", 4: "deny", 7: "lose"})) == (8, 5, 0)
    assert kinds() == {("file", "ours_only"): 2, ("file", "theirs_only"): 1, ("file", "amount"): 1, ("file", "state"): 1}
    altered = Case.objects.get(difference="amount")
    assert (altered.ours_minor, altered.theirs_minor) == (1000, 999)
    # Comparing again finds the same and opens nothing twice.
    assert reconcile(source=SOURCE, on=TODAY, by=actor(clerk), at=NEXT).opened == 0
    assert Case.objects.count() == 5


def test_what_only_they_know_is_theirs(town: Corner, clerk: Person) -> None:
    stranger = f"payment,{uuid4()},5.00,CNY,succeeded,X\r\n".encode()
    compared(clerk, file() + stranger + stranger)
    case = Case.objects.get()
    assert (case.difference, case.theirs_minor, case.ours_minor) == ("theirs_only", 500, None)


def test_a_payment_that_is_pending_here_and_done_there_differs_in_state(town: Corner, clerk: Person) -> None:
    payment = Payment.objects.order_by("pk")[0]
    content = file()
    Payment.objects.filter(pk=payment.pk).update(status="pending", transfer_id=None, decided_at=None)
    compared(clerk, content)
    assert kinds() == {("file", "state"): 1, ("ledger", "state"): 1}


def test_a_difference_that_is_made_good_is_resolved(town: Corner, clerk: Person) -> None:
    payment = Payment.objects.order_by("pk")[0]
    content, was = file(), {"status": payment.status, "transfer_id": payment.transfer_id, "decided_at": payment.decided_at}
    Payment.objects.filter(pk=payment.pk).update(status="pending", transfer_id=None, decided_at=None)
    compared(clerk, content)
    Payment.objects.filter(pk=payment.pk).update(**was)
    assert reconcile(source=SOURCE, on=TODAY, by=actor(clerk), at=NEXT).resolved == 2
    assert Case.objects.filter(status="resolved").count() == 2
    # And comes to light again if it comes back.
    Payment.objects.filter(pk=payment.pk).update(status="pending", transfer_id=None, decided_at=None)
    assert reconcile(source=SOURCE, on=TODAY, by=actor(clerk), at=NEXT).opened == 2


def test_what_crossed_midnight_is_found_in_the_neighbours_file(town: Corner, clerk: Person) -> None:
    header, *lines = file().splitlines(keepends=True)
    compared(clerk, header + b"".join(lines[1:]))
    assert kinds() == {("file", "ours_only"): 1}
    compared(clerk, header + lines[0], on=TODAY + timedelta(days=1), at=NEXT + timedelta(days=1))
    assert kinds() == {("file", "ours_only"): 1}
    assert reconcile(source=SOURCE, on=TODAY, by=actor(clerk), at=NEXT).resolved == 1


def test_a_transfer_that_nobody_asked_for_and_one_that_moved_something_else(town: Corner, clerk: Person) -> None:
    code = deposit_of(town.resident.party_id)
    legs = [Leg(code, -7), Leg(bank_account("cash", spread_by=code), 7)]
    with transaction.atomic():
        other = post_transfer(key="something", kind="payment", legs=legs, at=MORNING)
        post_transfer(key=f"payment/{uuid4()}", kind="payment", legs=legs, at=MORNING)
    content = file()
    Payment.objects.filter(pk=Payment.objects.order_by("pk")[0].pk).update(transfer_id=other)
    compared(clerk, content)
    assert kinds() == {("ledger", "theirs_only"): 1, ("ledger", "amount"): 1}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"id,kind\r\n",
        b"\xff\xfe",
        b"kind,id,amount,currency,state,reference\r\npayment,nobody,1.00,CNY,succeeded,x\r\n",
        b"kind,id,amount,currency,state,reference\r\npayment,00000000-0000-0000-0000-000000000000,1.001,CNY,succeeded,x\r\n",
        b"kind,id,amount,currency,state,reference\r\npayment,00000000-0000-0000-0000-000000000000,1.00,USD,succeeded,x\r\n",
        b"kind,id,amount,currency,state,reference\r\ngift,00000000-0000-0000-0000-000000000000,1.00,CNY,succeeded,x\r\n",
        b"kind,id,amount,currency,state,reference\r\npayment,00000000-0000-0000-0000-000000000000,1.00,CNY,maybe,x\r\n",
        b"kind,id,amount,currency,state,reference\r\npayment,short\r\n",
    ],
)
def test_a_file_that_cant_be_read_is_not_used_at_all(clerk: Person, content: bytes) -> None:
    with pytest.raises(FileUnreadable):
        read_statement(source=SOURCE, on=TODAY, content=content, by=actor(clerk), at=NEXT)
    assert StatementLine.objects.count() == 0


def test_one_file_a_source_and_day(town: Corner, clerk: Person) -> None:
    first = read_statement(source=SOURCE, on=TODAY, content=file(), by=actor(clerk), at=NEXT)
    assert read_statement(source=SOURCE, on=TODAY, content=file(), by=actor(clerk), at=NEXT) == first
    with pytest.raises(FileDiffers):
        read_statement(source=SOURCE, on=TODAY, content=file({1: "lose"}), by=actor(clerk), at=NEXT)
    with pytest.raises(NoFile):
        reconcile(source="elsewhere", on=TODAY, by=actor(clerk), at=NEXT)


def test_the_gate_is_shut_while_a_difference_is_open(town: Corner, clerk: Person, checker: Person) -> None:
    with pytest.raises(NoFile):
        close_reconciled_day(on=TODAY, by=actor(clerk), at=NEXT)
    compared(clerk, file({1: "lose", 2: "alter"}))
    with pytest.raises(CasesOpen):
        close_reconciled_day(on=TODAY, by=actor(clerk), at=NEXT)
    lost, altered = Case.objects.get(difference="ours_only"), Case.objects.get(difference="amount")
    explain_case(case_id=lost.pk, reason="  in tomorrow's file ", by=actor(clerk), at=NEXT)
    with pytest.raises(CasesOpen):
        close_reconciled_day(on=TODAY, by=actor(clerk), at=NEXT)
    with pytest.raises(WaiverNotAsked):
        waive_case(case_id=altered.pk, by=actor(checker), at=NEXT)
    ask_waiver(case_id=altered.pk, reason="a fen of their rounding", by=actor(clerk), at=NEXT)
    with pytest.raises(WaivedBySame):
        waive_case(case_id=altered.pk, by=actor(clerk), at=NEXT)
    waive_case(case_id=altered.pk, by=actor(checker), at=NEXT)
    day = close_reconciled_day(on=TODAY, by=actor(clerk), at=NEXT)
    assert (day.cases, day.waived) == (2, 1)
    lost.refresh_from_db()
    assert (lost.status, lost.reason) == ("explained", "in tomorrow's file")
    with pytest.raises(DayClosed):
        reconcile(source=SOURCE, on=TODAY, by=actor(clerk), at=NEXT)
    with pytest.raises(CaseDecided):
        explain_case(case_id=lost.pk, reason="again", by=actor(clerk), at=NEXT)


def test_the_gate_compares_for_itself(town: Corner, clerk: Person) -> None:
    """A file that was read and never compared, and what changed after it was, is no zero."""
    read_statement(source=SOURCE, on=TODAY, content=file({1: "alter"}), by=actor(clerk), at=NEXT)
    with pytest.raises(CasesOpen):
        close_reconciled_day(on=TODAY, by=actor(clerk), at=NEXT)
    reconcile(source=SOURCE, on=TODAY, by=actor(clerk), at=NEXT)
    explain_case(case_id=Case.objects.get().pk, reason="a fen of theirs", by=actor(clerk), at=NEXT)
    payment = Payment.objects.order_by("-pk")[0]
    Payment.objects.filter(pk=payment.pk).update(status="pending", transfer_id=None, decided_at=None)
    with pytest.raises(CasesOpen):
        close_reconciled_day(on=TODAY, by=actor(clerk), at=NEXT)
    Payment.objects.filter(pk=payment.pk).update(status=payment.status, transfer_id=payment.transfer_id, decided_at=payment.decided_at)
    day = close_reconciled_day(on=TODAY, by=actor(clerk), at=NEXT)
    assert (day.compared, day.cases, Case.objects.filter(status="open").count()) == (8, 1, 0)


def test_a_waived_difference_that_grows_is_open_again(town: Corner, clerk: Person, checker: Person) -> None:
    """Two of a colour let a fen stand, not a yuan; and whoever was asked about the fen is not held to have been asked about the yuan."""
    compared(clerk, file({1: "alter"}))
    case = Case.objects.get()
    ask_waiver(case_id=case.pk, reason="a fen of their rounding", by=actor(clerk), at=NEXT)
    waive_case(case_id=case.pk, by=actor(checker), at=NEXT)
    reconcile(source=SOURCE, on=TODAY, by=actor(clerk), at=NEXT)
    case.refresh_from_db()
    assert case.status == "waived"
    # The ledger has another sum than the payment by then, which is a difference of its own.
    for more, opened in ((100, 2), (50, 0)):
        Payment.objects.filter(pk=case.ours_id).update(amount_minor=F("amount_minor") + more)
        found = reconcile(source=SOURCE, on=TODAY, by=actor(clerk), at=NEXT)
        stood, was = case.ours_minor, case.status
        case.refresh_from_db()
        assert (found.opened, case.status, case.asked_by, case.reason, case.ours_minor) == (opened, "open", "", "", (stood or 0) + more)
        if was == "open":
            continue
        undone = Act.objects.get(act="payments.reopen_case")
        assert (undone.target, undone.before["status"], undone.before["reason"]) == (f"payments.case/{case.pk}", "waived", "a fen of their rounding")
        with pytest.raises(WaiverNotAsked):
            waive_case(case_id=case.pk, by=actor(checker), at=NEXT)
        ask_waiver(case_id=case.pk, reason="a yuan", by=actor(clerk), at=NEXT)
    with pytest.raises(CasesOpen):
        close_reconciled_day(on=TODAY, by=actor(clerk), at=NEXT)


def test_days_close_in_their_order_once_they_are_over(town: Corner, clerk: Person) -> None:
    for too_early in (close_reconciled_day, reconcile_day):
        with pytest.raises(DayNotOver):
            too_early(on=TODAY, by=actor(clerk), at=MORNING)
    assert Statement.objects.count() == 0
    compared(clerk, file())
    close_reconciled_day(on=TODAY, by=actor(clerk), at=NEXT)
    with pytest.raises(DaySkipped):
        close_reconciled_day(on=TODAY + timedelta(days=2), by=actor(clerk), at=NEXT + timedelta(days=9))
    assert close_reconciled_day(on=TODAY + timedelta(days=1), by=actor(clerk), at=NEXT + timedelta(days=9)).compared == 0


def test_a_case_needs_a_reason_and_an_operator(town: Corner, clerk: Person) -> None:
    compared(clerk, file({1: "lose"}))
    case = Case.objects.get()
    with pytest.raises(ReasonMissing):
        explain_case(case_id=case.pk, reason="  ", by=actor(clerk), at=NEXT)
    with pytest.raises(CaseNotFound):
        explain_case(case_id=uuid4(), reason="x", by=actor(clerk), at=NEXT)
    acts: list[tuple[Any, dict[str, Any]]] = [
        (explain_case, {"case_id": case.pk, "reason": "x"}),
        (ask_waiver, {"case_id": case.pk, "reason": "x"}),
        (waive_case, {"case_id": case.pk}),
        (reconcile, {"source": SOURCE, "on": TODAY}),
        (read_statement, {"source": SOURCE, "on": TODAY, "content": b""}),
        (close_reconciled_day, {"on": TODAY}),
        (reconcile_day, {"on": TODAY}),
    ]
    for verb, values in acts:
        with pytest.raises(NotFound):
            verb(**values, by=actor(town.owner), at=NEXT)
    assert Case.objects.get().status == "open"


def test_the_task_fetches_compares_and_leaves_closed_days_alone(town: Corner, clerk: Person) -> None:
    found = reconcile_day(on=TODAY, by=actor(clerk), at=NEXT)
    assert {source: told.rows for source, told in found.items()} == {SOURCE: 8, "simulated": 0, "simulated_acquirer": 0}
    close_reconciled_day(on=TODAY, by=actor(clerk), at=NEXT)
    assert reconcile_day(on=TODAY, by=actor(clerk), at=NEXT) == {}
