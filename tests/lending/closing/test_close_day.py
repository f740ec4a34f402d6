import json
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.kernel.actor import platform
from ecosystem.ledger.public import book_total
from lending.closing.actions import close_day, close_through
from lending.closing.errors import DayBeforeBooks, DayNotOver, DaySkipped
from lending.closing.models import BusinessDay, CloseEntry
from lending.limits.public import headroom_of
from lending.loans.actions import draw_more, repay_early
from lending.loans.book import standing_of
from lending.loans.models import Draw, Facility, LoanTransaction
from lending.loans.queries import statement_of
from tests.lending.loans.cast import AT, TODAY, Cast, call_the_cast, days, differences, lend, settle, terms

JOB = platform("test")
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return call_the_cast()


def on(number: int) -> date:
    return TODAY + timedelta(days=number)


def picture() -> list[Any]:
    """Everything a close may change."""
    return [
        list(Draw.objects.order_by("pk").values()),
        list(Facility.objects.order_by("pk").values()),
        list(LoanTransaction.objects.order_by("pk").values()),
        list(CloseEntry.objects.order_by("pk").values()),
        list(BusinessDay.objects.order_by("pk").values()),
        book_total("interest_income", "CNY"),
    ]


def test_a_close_posts_the_days_interest(cast: Cast) -> None:
    line = lend(cast, 3_600_000)
    day = close_day(on=on(0), by=JOB, at=days(1))
    assert (day.lines, day.interest_minor, day.overdue) == (1, 990, 0)
    assert book_total("interest_income", "CNY") == 990
    line.refresh_from_db()
    assert line.accrued_until == on(1)
    assert standing_of(line, days(1)).owed == 3_600_990
    assert differences() == []


def test_a_statement_reads_line_by_line_where_days_close_and_money_is_withheld_at_one_moment(cast: Cast) -> None:
    line = lend(cast, 3_600_000)
    for day in range(1, 7):
        close_day(on=on(day - 1), by=JOB, at=days(day))
        settle(cast, 100_000, at=days(day))
    for row, under in pairwise(statement_of(line)):
        assert row.owed_after_minor == under.owed_after_minor + row.amount_minor * (1 if row.kind in {"draw", "interest"} else -1)


def test_closing_twice_gives_the_same_result(cast: Cast) -> None:
    lend(cast, 3_600_000)
    first = close_day(on=on(0), by=JOB, at=days(1))
    before = picture()
    assert close_day(on=on(0), by=platform("again"), at=days(2)) == first
    assert picture() == before


def test_closing_day_by_day_equals_running_to_the_last(cast: Cast) -> None:
    line = lend(cast, 1_234_567)
    expected = standing_of(line, days(45)).owed
    assert len(close_through(on=on(44), by=JOB, at=days(45))) == 45
    line.refresh_from_db()
    assert standing_of(line, days(45)).owed == expected
    assert book_total("interest_receivable", "CNY") == -(expected - 1_234_567)
    assert differences() == []


def test_a_close_with_no_line_closes_all_the_same() -> None:
    assert close_day(on=on(0), by=JOB, at=days(0)).lines == 0
    assert differences() == []


def test_the_future_the_skipped_and_what_lies_before_the_books_are_refused() -> None:
    close_day(on=on(0), by=JOB, at=days(5))
    with pytest.raises(DaySkipped) as refused:
        close_day(on=on(2), by=JOB, at=days(5))
    assert str(on(1)) in refused.value.explain()
    with pytest.raises(DayNotOver):
        close_day(on=on(6), by=JOB, at=days(5))
    with pytest.raises(DayBeforeBooks):
        close_day(on=on(-1), by=JOB, at=days(5))
    assert BusinessDay.objects.count() == 1


def test_what_a_payment_accrued_is_not_accrued_again(cast: Cast) -> None:
    line = lend(cast, 3_600_000)
    repay_early(loan_id=line.pk, amount_minor=1_000, key="k", by=cast.owner, at=days(1))
    assert close_day(on=on(0), by=JOB, at=days(1)).interest_minor == 0
    assert close_day(on=on(1), by=JOB, at=days(2)).interest_minor == 990
    assert differences() == []


def test_a_payment_on_a_closed_day_counts_on_the_next(cast: Cast) -> None:
    line = lend(cast, 3_600_000)
    close_day(on=on(0), by=JOB, at=AT)
    paid = repay_early(loan_id=line.pk, amount_minor=1_000, key="k", by=cast.owner, at=AT)
    assert (paid.value_on, paid.interest_minor) == (on(1), 990)
    assert differences() == []


def test_a_loan_that_is_not_repaid_in_time_grows_late_and_is_frozen(cast: Cast) -> None:
    line = lend(cast, 200_000, agreed=terms(term_days=30))
    close_through(on=on(30), by=JOB, at=days(31))
    line.refresh_from_db()
    assert (line.days_past_due, line.classification, line.status) == (0, "normal", "active")
    assert close_day(on=on(31), by=JOB, at=days(32)).overdue == 1
    line.refresh_from_db()
    assert (line.days_past_due, line.classification, line.status) == (1, "special_mention", "frozen")
    assert headroom_of(line.limit_node_id) == 0
    close_through(on=on(121), by=JOB, at=days(122))
    line.refresh_from_db()
    assert (line.days_past_due, line.classification) == (91, "substandard")
    told = CloseEntry.objects.get(facility=line, on=on(120), step="classification")
    assert (told.days_past_due, told.classification) == (90, "special_mention")
    assert differences() == []


def test_a_late_loan_that_is_repaid_is_free_again(cast: Cast) -> None:
    line = lend(cast, 200_000, agreed=terms(term_days=30))
    settle(cast, 50_000, at=AT)
    close_through(on=on(31), by=JOB, at=days(32))
    line.refresh_from_db()
    repay_early(loan_id=line.pk, amount_minor=standing_of(line, days(32)).owed, key="k", by=cast.owner, at=days(32))
    close_day(on=on(32), by=JOB, at=days(33))
    line.refresh_from_db()
    assert (line.days_past_due, line.classification, line.status) == (0, "normal", "active")
    assert headroom_of(line.limit_node_id) == 5_000_000


@settings(max_examples=15, deadline=None)
@given(
    st.integers(100_000, 10**9), st.integers(1, 999_999), st.sampled_from(["ACT/360", "ACT/365"]), st.lists(st.integers(1, 9), min_size=1, max_size=6)
)
def test_the_close_in_sql_equals_the_rules_in_python(principal: int, ppm: int, day_count: str, gaps: list[int]) -> None:
    with transaction.atomic():
        cast = call_the_cast()
        line = lend(cast, 100_000)
        rate = f"0.{ppm:06d}"
        Facility.objects.filter(pk=line.pk).update(annual_rate=rate, day_count=day_count)
        Draw.objects.filter(facility=line).update(principal_minor=principal, outstanding_minor=principal)
        line.refresh_from_db()
        with connection.cursor() as cursor:
            for until in (on(sum(gaps[:n])) for n in range(1, len(gaps) + 1)):
                told = standing_of(line, AT + (until - TODAY)).draws[0]
                CloseEntry.objects.create(facility=line, on=until - timedelta(days=1), step="accrual")
                cursor.execute("SELECT units, interest_minor FROM closing_interest(%s)", [until])
                assert cursor.fetchall() == [(told.interest_units, told.interest_minor)]
        transaction.set_rollback(True)


def test_the_command_closes_what_is_missing_and_prints_the_same_again(cast: Cast) -> None:
    lend(cast, 3_600_000)

    def told() -> list[dict[str, Any]]:
        out = StringIO()
        call_command("day_close", date=on(2), stdout=out)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    with time_machine.travel(days(3), tick=False):
        assert [day["date"] for day in told()] == [str(on(0)), str(on(1)), str(on(2))]
        assert told() == [{"date": str(on(2)), "lines": 1, "interest_minor": 990, "overdue": 0}]
        with pytest.raises(CommandError, match=str(on(9))):
            call_command("day_close", date=on(9))
    assert BusinessDay.objects.count() == 3


def test_draws_of_one_line_share_one_posting(cast: Cast) -> None:
    line = lend(cast, 1_000_000)
    draw_more(loan_id=line.pk, amount_minor=2_000_000, key="k", by=cast.owner, at=AT)
    close_day(on=on(0), by=JOB, at=days(1))
    posted = LoanTransaction.objects.get(kind="interest")
    assert (posted.interest_minor, posted.entries.count(), posted.value_on) == (825, 2, on(0))
    assert posted.owed_after_minor == 3_000_825


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"step": "wish"}, "a_classification_names_one_of_five_classes"),
        ({"interest_minor": -1}, "a_step_never_takes_interest_back"),
        ({"classification": "fine"}, "a_classification_names_one_of_five_classes"),
    ],
)
def test_the_database_refuses_a_step_that_makes_no_sense(cast: Cast, wrong: dict[str, Any], rule: str) -> None:
    lend(cast)
    close_day(on=on(0), by=JOB, at=AT)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        CloseEntry.objects.filter(step="accrual").update(**wrong)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [({"interest_minor": -1}, "a_day_never_takes_interest_back"), ({"transfer_id": None}, "a_days_interest_is_in_the_ledger")],
)
def test_the_database_refuses_a_day_that_makes_no_sense(cast: Cast, wrong: dict[str, Any], rule: str) -> None:
    lend(cast)
    close_day(on=on(0), by=JOB, at=AT)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        BusinessDay.objects.update(**wrong)


def test_a_step_is_done_once(cast: Cast) -> None:
    line = lend(cast)
    close_day(on=on(0), by=JOB, at=AT)
    with pytest.raises(IntegrityError, match="a_step_of_a_day_is_done_once"), transaction.atomic():
        CloseEntry.objects.create(facility=line, on=on(0), step="accrual")
