"""Money that is lent, repaid and closed by several at once. Real threads, real commits."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from ecosystem.kernel.actor import platform
from ecosystem.kernel.errors import DomainError
from ecosystem.ledger.public import balance_of, deposit_of
from lending.closing import steps
from lending.closing.actions import close_day
from lending.limits.public import LimitExceeded, headroom_of
from lending.loans import actions as loan_actions
from lending.loans.acceptance import ChosenTerms, accept_offer
from lending.loans.actions import draw_more, repay_early
from lending.loans.book import Standing, standing_of
from lending.loans.errors import LineStillOwed, MoreThanOwed
from lending.loans.models import Draw, Facility, LoanTransaction, Withholding
from lending.offers.public import qualify
from tests.lending.cast import merchant
from tests.lending.loans.cast import AT, LEAST, TODAY, Cast, call_the_cast, days, differences, lend, settle
from tests.lending.trade import AT as TRADED
from tests.together import at_once

PATIENCE_S = 20
JOB = platform("test")
pytestmark = pytest.mark.race


def owed(line: Facility, day: int) -> int:
    return standing_of(Facility.objects.get(pk=line.pk), days(day)).owed


@pytest.fixture
def cast(committed: str) -> Cast:
    return call_the_cast()


def test_the_same_key_sixty_four_times_repays_once(cast: Cast) -> None:
    line = lend(cast, 3_600_000)

    def repay() -> LoanTransaction:
        return repay_early(loan_id=line.pk, amount_minor=10_000, key="once", by=cast.owner, at=days(1))

    answers = [*at_once(*[repay] * 64), repay()]
    assert LoanTransaction.objects.filter(kind="early").count() == 1
    assert {answer.pk for answer in answers if isinstance(answer, LoanTransaction)} == {LoanTransaction.objects.get(kind="early").pk}
    assert {answer.code for answer in answers if isinstance(answer, DomainError)} <= {"still_running"}
    assert balance_of(deposit_of(cast.shop)) == 3_590_000
    assert differences() == []


def test_two_full_repayments_at_once_pay_once(cast: Cast) -> None:
    line = lend(cast, 1_000_000)
    settle(cast, 4_000_000, at=AT)
    due = owed(line, 3)
    answers = at_once(
        *[lambda key=key: repay_early(loan_id=line.pk, amount_minor=due, key=key, by=cast.owner, at=days(3)) for key in ("a", "b")]  # type: ignore[misc]
    )
    assert sorted(type(answer) is MoreThanOwed for answer in answers) == [False, True]
    assert owed(line, 3) == 0
    assert differences() == []


def test_draws_at_once_never_pass_the_limit(cast: Cast) -> None:
    line = lend(cast, 1_000_000)
    answers = at_once(
        *[lambda key=key: draw_more(loan_id=line.pk, amount_minor=1_500_000, key=key, by=cast.owner, at=AT) for key in "abcd"]  # type: ignore[misc]
    )
    assert sum(isinstance(answer, Facility) for answer in answers) == 2
    assert sum(isinstance(answer, LimitExceeded) for answer in answers) == 2
    assert headroom_of(line.limit_node_id) == 1_000_000
    assert sorted(Draw.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert differences() == []


def test_a_close_waits_for_the_payment_that_came_first(cast: Cast) -> None:
    """The payment has accrued and not committed; a close that did not wait would accrue the same day again."""
    line = lend(cast, 3_600_000)
    paid, may_commit = threading.Event(), threading.Event()

    def pay() -> None:
        with transaction.atomic():
            settle(cast, 124_000, at=days(1))
            paid.set()
            may_commit.wait(1)

    def close() -> None:
        assert paid.wait(PATIENCE_S)
        close_day(on=TODAY, by=JOB, at=days(1))
        close_day(on=TODAY + timedelta(days=1), by=JOB, at=days(2))

    at_once(pay, close)
    assert Withholding.objects.get().amount_minor == 12_400
    assert Draw.objects.get().interest_minor == 1_977
    assert owed(line, 2) == 3_600_000 + 1_977 - 12_400
    assert differences() == []


def test_a_payment_waits_for_the_close_that_came_first(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The close has posted and not committed; the payment then counts on the day after."""
    line = lend(cast, 3_600_000)
    accrued, classify = threading.Event(), steps.classify

    def slowly(*, on: object) -> int:
        accrued.set()
        threading.Event().wait(0.5)
        return classify(on=on)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "classify", slowly)

    def pay() -> None:
        assert accrued.wait(PATIENCE_S)
        repay_early(loan_id=line.pk, amount_minor=50_000, key="k", by=cast.owner, at=AT)

    at_once(lambda: close_day(on=TODAY, by=JOB, at=AT), pay)  # type: ignore[arg-type,return-value]
    paid = LoanTransaction.objects.get(kind="early")
    assert (paid.value_on, paid.interest_minor, paid.principal_minor) == (TODAY + timedelta(days=1), 990, 49_010)
    assert differences() == []


def test_two_acceptances_at_once_open_one_loan(committed: str) -> None:
    shop = merchant()
    with transaction.atomic():
        offer = qualify(party_id=shop.party_id, by=JOB, at=TRADED).offer
    assert offer is not None
    terms = ChosenTerms(principal_minor=offer.amount_max_minor, purpose="stock", agreed=True)
    answers = at_once(
        *[lambda key=key: accept_offer(offer_id=offer.pk, terms=terms, key=key, by=shop.by, at=TRADED) for key in "abcd"]  # type: ignore[misc]
    )
    assert sum(isinstance(answer, Facility) for answer in answers) == 1
    assert [answer.code for answer in answers if isinstance(answer, DomainError)] == ["offer_not_open"] * 3
    assert balance_of(deposit_of(shop.party_id)) == offer.amount_max_minor
    assert differences() == []


def test_two_closes_of_one_day_close_it_once(cast: Cast) -> None:
    lend(cast, 3_600_000)
    at_once(*[lambda: close_day(on=TODAY, by=JOB, at=AT)] * 4)
    assert LoanTransaction.objects.filter(kind="interest").count() == 1
    assert differences() == []


def test_payouts_at_once_each_repay_their_share(cast: Cast) -> None:
    lend(cast, 3_600_000)
    payouts = [lambda: settle(cast, 124_000, at=days(1))] * 6
    assert at_once(*payouts) == [12_400] * 6
    assert Withholding.objects.count() == 6
    assert differences() == []


def test_a_draw_and_an_offer_taken_at_the_same_time_never_wait_in_a_ring(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The draw holds the earlier line and wants its limit; taking the offer gives way to that line and wants the same limit."""
    earlier = lend(cast, 1_000_000)
    repay_early(loan_id=earlier.pk, amount_minor=1_000_000, key="all", by=cast.owner, at=AT)
    holds_line, look = threading.Event(), loan_actions.standing_of

    def look_slowly(line: Facility, at: datetime) -> Standing:
        if not holds_line.is_set():
            holds_line.set()
            time.sleep(0.5)
        return look(line, at)

    monkeypatch.setattr(loan_actions, "standing_of", look_slowly)

    def take() -> Facility:
        assert holds_line.wait(PATIENCE_S)
        return lend(cast, 2_000_000)

    drawn, taken = at_once(lambda: draw_more(loan_id=earlier.pk, amount_minor=LEAST, key="d", by=cast.owner, at=AT), take)
    assert isinstance(drawn, Facility)
    assert isinstance(taken, LineStillOwed)
    assert differences() == []
