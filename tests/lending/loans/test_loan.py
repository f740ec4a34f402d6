"""A line lives: opened, drawn again, withheld from, repaid early, closed; the books prove at every step."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.audit.models import Act
from ecosystem.feed.public import FactRow
from ecosystem.kernel.actor import VISITOR
from ecosystem.ledger.public import InsufficientFunds, balance_of, book_total, deposit_of
from ecosystem.once.public import KeyUsedOtherwise
from lending.limits.public import LimitExceeded, LimitNode, freeze, headroom_of
from lending.loans import book
from lending.loans.actions import draw_more, repay_early
from lending.loans.errors import LineNotDrawable, LineStillOwed, LoanNotFound, MoreThanOwed, NothingPaid, PrincipalOutOfRange
from lending.loans.models import Draw, Facility, LoanTransaction, Withholding
from lending.products.public import Segment, accrued_minor

from .cast import AT, LEAST, TODAY, Cast, call_the_cast, days, differences, lend, settle, terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return call_the_cast()


def owed(line: Facility, at: datetime) -> int:
    return book.standing_of(Facility.objects.get(pk=line.pk), at).owed


def facts(kind: str) -> list[dict[str, object]]:
    return list(FactRow.objects.filter(kind=kind).order_by("pk").values_list("body", flat=True))


def test_opening_pays_out_uses_the_limit_and_tells(cast: Cast) -> None:
    line = lend(cast, 3_600_000)
    assert balance_of(deposit_of(cast.shop)) == 3_600_000
    assert book_total("loans", "CNY") == -3_600_000
    assert headroom_of(line.limit_node_id) == 1_400_000
    assert facts("credit.loan_opened")[0]["principal_minor"] == 3_600_000
    assert Act.objects.filter(act="lending.loan.open").count() == 1
    assert differences() == []


@pytest.mark.parametrize("principal", [LEAST - 1, 5_000_001])
def test_an_amount_out_of_range_opens_nothing(cast: Cast, principal: int) -> None:
    with pytest.raises(PrincipalOutOfRange):
        lend(cast, principal)
    assert not Facility.objects.exists()
    assert not FactRow.objects.exists()


def test_ten_days_cost_what_the_formula_says(cast: Cast) -> None:
    """36 000 yuan at 9.9 % for ten days: 3 600 000 × 0.099 × 10 / 360 = 9 900 fen."""
    line = lend(cast, 3_600_000)
    assert owed(line, days(10)) == 3_609_900
    assert owed(line, days(0)) == 3_600_000


def test_a_repayment_pays_interest_first_and_gives_headroom_back(cast: Cast) -> None:
    line = lend(cast, 3_600_000)
    paid = repay_early(loan_id=line.pk, amount_minor=1_009_900, key="k", by=cast.owner, at=days(10))
    assert (paid.interest_minor, paid.principal_minor, paid.owed_after_minor) == (9_900, 1_000_000, 2_600_000)
    assert paid.value_on == TODAY + timedelta(days=10)
    assert headroom_of(line.limit_node_id) == 2_400_000
    assert (book_total("interest_income", "CNY"), book_total("interest_receivable", "CNY")) == (9_900, 0)
    assert differences() == []


def test_repaying_again_with_the_same_key_is_the_same_repayment(cast: Cast) -> None:
    line = lend(cast)
    first = repay_early(loan_id=line.pk, amount_minor=1_000, key="k", by=cast.owner, at=days(1))
    again = repay_early(loan_id=line.pk, amount_minor=1_000, key="k", by=cast.owner, at=days(2))
    assert first == again
    with pytest.raises(KeyUsedOtherwise):
        repay_early(loan_id=line.pk, amount_minor=2_000, key="k", by=cast.owner, at=days(2))
    assert LoanTransaction.objects.filter(kind="early").count() == 1


def test_repaying_everything_closes_the_loan_and_frees_the_limit(cast: Cast) -> None:
    line = lend(cast, 3_600_000)
    settle(cast, 1_000_000, at=days(0))
    due = owed(line, days(10))
    paid = repay_early(loan_id=line.pk, amount_minor=due, key="k", by=cast.owner, at=days(10))
    assert paid.owed_after_minor == 0
    assert headroom_of(line.limit_node_id) == 5_000_000
    assert [fact["loan"] for fact in facts("credit.loan_closed")] == [str(line.pk)]
    assert owed(line, days(40)) == 0
    assert differences() == []


def test_more_than_is_owed_and_nothing_are_refused(cast: Cast) -> None:
    line = lend(cast, 3_600_000)
    settle(cast, 10_000_000, at=days(0))
    left = owed(line, days(1))
    with pytest.raises(MoreThanOwed) as refused:
        repay_early(loan_id=line.pk, amount_minor=left + 1, key="k", by=cast.owner, at=days(1))
    assert refused.value.details == {"owed_minor": left}
    with pytest.raises(NothingPaid):
        repay_early(loan_id=line.pk, amount_minor=0, key="z", by=cast.owner, at=days(1))
    assert not LoanTransaction.objects.filter(kind="early").exists()


def test_a_deposit_without_the_money_repays_nothing(cast: Cast) -> None:
    line = lend(cast, 3_600_000)
    with pytest.raises(InsufficientFunds):
        repay_early(loan_id=line.pk, amount_minor=3_609_900, key="k", by=cast.owner, at=days(10))
    assert not LoanTransaction.objects.filter(kind__in=["early", "interest"]).exists()
    assert owed(line, days(10)) == 3_609_900
    assert differences() == []


@pytest.mark.parametrize("who", ["rival", "clerk", "visitor"])
def test_somebody_elses_loan_is_the_same_as_none(cast: Cast, who: str) -> None:
    line = lend(cast)
    other = {"rival": cast.rival, "clerk": cast.clerk, "visitor": VISITOR}[who]
    for loan_id in (line.pk, uuid4()):
        with pytest.raises(LoanNotFound):
            repay_early(loan_id=loan_id, amount_minor=100, key="k", by=other, at=days(1))
        with pytest.raises(LoanNotFound):
            draw_more(loan_id=loan_id, amount_minor=100_000, key="k", by=other, at=days(1))
    assert LoanTransaction.objects.count() == 1


def test_drawing_more_has_its_own_interest_and_is_repaid_last(cast: Cast) -> None:
    line = lend(cast, 1_000_000)
    draw_more(loan_id=line.pk, amount_minor=2_000_000, key="k", by=cast.owner, at=days(5))
    draw_more(loan_id=line.pk, amount_minor=2_000_000, key="k", by=cast.owner, at=days(6))
    rate = Decimal("0.099")
    # Each draw rounds on its own account.
    due = accrued_minor([Segment(1_000_000, rate, 10)]) + accrued_minor([Segment(2_000_000, rate, 5)])
    assert owed(line, days(10)) == 3_000_000 + due
    repay_early(loan_id=line.pk, amount_minor=due + 1_500_000, key="r", by=cast.owner, at=days(10))
    assert list(Draw.objects.order_by("number").values_list("outstanding_minor", flat=True)) == [0, 1_500_000]
    assert differences() == []


def test_a_line_is_drawn_only_within_its_limit_its_term_and_while_it_is_active(cast: Cast) -> None:
    line = lend(cast, 4_000_000)
    with pytest.raises(LimitExceeded):
        draw_more(loan_id=line.pk, amount_minor=1_000_001, key="a", by=cast.owner, at=days(1))
    with pytest.raises(PrincipalOutOfRange):
        draw_more(loan_id=line.pk, amount_minor=LEAST - 1, key="b", by=cast.owner, at=days(1))
    with pytest.raises(LineNotDrawable):
        draw_more(loan_id=line.pk, amount_minor=100_000, key="c", by=cast.owner, at=days(365))
    Facility.objects.update(status="frozen")
    with pytest.raises(LineNotDrawable):
        draw_more(loan_id=line.pk, amount_minor=100_000, key="d", by=cast.owner, at=days(1))
    assert Draw.objects.count() == 1
    assert differences() == []


def test_a_new_line_replaces_a_repaid_one_and_is_refused_over_an_owed_one(cast: Cast) -> None:
    first = lend(cast, 1_000_000)
    with pytest.raises(LineStillOwed), transaction.atomic():
        lend(cast, 1_000_000)
    repay_early(loan_id=first.pk, amount_minor=1_000_000, key="k", by=cast.owner, at=AT)
    second = lend(cast, 2_000_000, at=days(1), agreed=terms(limit_minor=8_000_000))
    assert list(Facility.objects.order_by("opened_at").values_list("status", flat=True)) == ["closed", "active"]
    assert headroom_of(second.limit_node_id) == 6_000_000
    assert differences() == []


def test_a_share_of_a_payout_is_withheld_and_explained(cast: Cast) -> None:
    line = lend(cast, 3_600_000)
    assert settle(cast, 124_000, at=days(1)) == 12_400
    told = Withholding.objects.get()
    assert (told.base_minor, told.rate_bp, told.computed_minor, told.amount_minor) == (124_000, 1_000, 12_400, 12_400)
    assert (told.interest_minor, told.principal_minor, told.owed_after_minor) == (990, 11_410, 3_588_590)
    assert balance_of(deposit_of(cast.shop)) == 3_600_000 + 124_000 - 12_400
    assert facts("credit.repaid")[0]["how"] == "withheld"
    assert line.accrued_until == date(2026, 11, 2)
    assert differences() == []


def test_the_same_payout_is_withheld_from_once(cast: Cast) -> None:
    lend(cast, 3_600_000)
    payout = uuid4()
    assert settle(cast, 124_000, at=days(1), payout_id=payout) == settle(cast, 124_000, at=days(1), payout_id=payout) == 12_400
    assert Withholding.objects.count() == LoanTransaction.objects.filter(kind="withheld").count() == 1
    assert differences() == []


def test_no_more_than_the_days_cap_is_withheld(cast: Cast) -> None:
    lend(cast, 3_600_000)
    assert settle(cast, 4_000_000, at=days(1)) == 400_000
    assert settle(cast, 4_000_000, at=days(1)) == 100_000
    assert settle(cast, 4_000_000, at=days(1)) == 0
    assert settle(cast, 4_000_000, at=days(2)) == 400_000
    assert differences() == []


def test_no_more_than_is_owed_is_withheld_and_then_nothing(cast: Cast) -> None:
    lend(cast, 100_000)
    assert settle(cast, 4_000_000, at=days(1)) == 100_028
    assert facts("credit.loan_closed")
    assert settle(cast, 4_000_000, at=days(2)) == 0
    assert Withholding.objects.count() == 1
    assert differences() == []


def test_a_payout_below_nothing_takes_nothing_and_carries_the_shortfall(cast: Cast) -> None:
    lend(cast, 3_600_000)
    assert settle(cast, -5_000, at=days(1)) == 0
    told = Withholding.objects.get()
    assert (told.amount_minor, told.carry_minor, told.transaction) == (0, -5_000, None)
    assert settle(cast, 25_000, at=days(2), carried_minor=-5_000) == 2_000
    assert differences() == []


def test_a_shop_without_a_loan_keeps_everything(cast: Cast) -> None:
    assert settle(cast, 124_000, at=AT) == 0


def test_a_payment_after_the_day_was_closed_counts_on_the_next(cast: Cast) -> None:
    line = lend(cast, 3_600_000)
    Facility.objects.update(accrued_until=TODAY + timedelta(days=3))
    Draw.objects.update(interest_units=3_600_000 * 99_000 * 3, interest_minor=2_970)
    assert owed(line, days(1)) == 3_602_970
    with transaction.atomic():
        standing = book.standing_of(Facility.objects.locked().get(), days(1))
    assert standing.value_on == TODAY + timedelta(days=3)


def test_a_frozen_limit_still_takes_repayments(cast: Cast) -> None:
    line = lend(cast, 3_600_000)
    freeze(node_id=line.limit_node_id, reason="overdue", by=cast.owner, at=AT)
    repay_early(loan_id=line.pk, amount_minor=1_000, key="k", by=cast.owner, at=days(1))
    assert LimitNode.objects.get(pk=line.limit_node_id).used_minor == 3_599_990


def test_withholding_costs_a_fixed_number_of_statements(cast: Cast) -> None:
    lend(cast, 3_600_000)
    settle(cast, 124_000, at=days(1))
    with CaptureQueriesContext(connection) as spent:
        settle(cast, 124_000, at=days(2))
    assert len(spent) <= 30


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["early", "sweep", "draw"]), st.integers(100_000, 2_000_000)), min_size=1, max_size=8))
def test_any_sequence_of_movements_sums(steps: list[tuple[int, str, int]]) -> None:
    """Cumulative interest equals the direct formula over the balances that really stood, draw by draw."""
    cast = call_the_cast()
    line = lend(cast, 3_000_000)
    day = 0
    for number, (gap, how, amount) in enumerate(steps):
        day += gap
        if how == "sweep":
            settle(cast, amount, at=days(day))
        elif how == "early":
            able = min(amount, owed(line, days(day)), balance_of(deposit_of(cast.shop)))
            if able > 0:
                repay_early(loan_id=line.pk, amount_minor=able, key=str(number), by=cast.owner, at=days(day))
        elif amount <= headroom_of(line.limit_node_id):
            draw_more(loan_id=line.pk, amount_minor=amount, key=str(number), by=cast.owner, at=days(day))
    line.refresh_from_db()
    for draw in Draw.objects.filter(facility=line):
        assert draw.interest_minor == accrued_minor(balances(draw, line))
    assert differences() == []


def balances(draw: Draw, line: Facility) -> list[Segment]:
    """The balances of a draw, told from its entries alone."""
    entries = draw.entries.select_related("transaction").exclude(principal_minor=0).order_by("transaction__value_on", "pk")
    moves = [(entry.transaction.value_on, entry.principal_minor) for entry in entries]
    segments, balance, since = [], 0, draw.drawn_on
    for on, change in [*moves, (line.accrued_until, 0)]:
        segments.append(Segment(balance, line.annual_rate, (on - since).days))
        balance, since = balance + change, on
    return segments
