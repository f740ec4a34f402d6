"""Setting aside, drawing, letting go and giving back, with no wing but ours: purchases are ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, models, transaction

from ecosystem import ports
from ecosystem.consent.public import CREDIT_ASSESSMENT, ConsentWithdrawn, grant, revoke
from ecosystem.identity.public import Party
from ecosystem.kernel.actor import platform
from ecosystem.kernel.errors import DomainError
from ecosystem.ledger.public import balance_of, deposit_of
from ecosystem.notices.models import Notice
from ecosystem.payments.public import Payee, Payment, PaymentFailed, create_payment
from lending.earmarks import actions
from lending.earmarks.errors import NoLineOpen
from lending.earmarks.method import LineOfCredit
from lending.earmarks.models import Earmark, EarmarkDraw
from lending.limits.public import LimitExceeded, LimitFrozen, LimitNode, cut_limit, freeze, headroom_of
from lending.loans.actions import repay_early
from lending.loans.book import standing_of
from lending.loans.errors import LineNotDrawable, PrincipalOutOfRange
from lending.loans.models import Facility, LoanTransaction
from tests.lending.earmarks import cast
from tests.lending.earmarks.cast import DRAWN, LIMIT, NAME, PORT, Shop, aside, differences, give_back, keep, pay, set_aside
from tests.lending.loans.cast import AT, LEAST, days

pytestmark = pytest.mark.django_db
BY = platform("test")
LEFT = LIMIT - DRAWN


@pytest.fixture
def shop() -> Iterator[Shop]:
    ports.payables.join(PORT, cast.Bought())
    yield cast.shop()
    ports.payables.leave(PORT)


def supplier_has(shop: Shop) -> int:
    return balance_of(deposit_of(shop.supplier))


def refused(kind: type[DomainError], act: Callable[[], object]) -> None:
    before = (*_rows(), LoanTransaction.objects.count())
    with pytest.raises(kind):
        act()
    assert (*_rows(), LoanTransaction.objects.count()) == before


def _rows() -> tuple[list[object], ...]:
    nodes = LimitNode.objects.order_by("pk").values_list("used_minor", "reserved_minor")
    return list(nodes), list(Earmark.objects.order_by("pk").values_list("aside_minor", "turn")), list(EarmarkDraw.objects.values_list("pk"))


def test_what_is_set_aside_is_nobody_elses(shop: Shop) -> None:
    first, second = uuid4(), uuid4()
    set_aside(shop, 3_000_000, first)
    assert headroom_of(shop.node) == LEFT - 3_000_000
    refused(LimitExceeded, lambda: set_aside(shop, 1_000_001, second))
    set_aside(shop, 1_000_000, second)
    assert headroom_of(shop.node) == 0
    assert differences() == []


def test_setting_the_same_aside_again_changes_nothing(shop: Shop) -> None:
    document = uuid4()
    once, again = set_aside(shop, 200_000, document), set_aside(shop, 200_000, document)
    assert (once.pk, once.turn, LimitNode.objects.get(pk=shop.node).reserved_minor) == (again.pk, again.turn, 200_000)


def test_another_amount_is_another_reservation(shop: Shop) -> None:
    document = uuid4()
    for amount in (200_000, 300_000, 100_000, 400_000):
        set_aside(shop, amount, document)
        assert LimitNode.objects.get(pk=shop.node).reserved_minor == amount
    assert differences() == []


def test_growing_beyond_the_line_leaves_what_was_there(shop: Shop) -> None:
    document = uuid4()
    set_aside(shop, 2_000_000, document)
    refused(LimitExceeded, lambda: set_aside(shop, LEFT + 1, document))
    assert aside(document) == 2_000_000


def test_a_payment_draws_what_was_set_aside_straight_to_the_supplier(shop: Shop) -> None:
    document, before = uuid4(), balance_of(deposit_of(shop.party_id))
    set_aside(shop, 700_000, document)
    payment = pay(shop, 300_000, document)
    assert (payment.status, supplier_has(shop), balance_of(deposit_of(shop.party_id))) == ("succeeded", 300_000, before)
    assert (aside(document), headroom_of(shop.node)) == (400_000, LEFT - 700_000)
    used = EarmarkDraw.objects.get()
    assert used.draw is not None
    assert (used.payment_id, used.draw.outstanding_minor, used.draw.due_on) == (payment.pk, 300_000, days(365).date())
    pay(shop, 400_000, document)
    assert (aside(document), headroom_of(shop.node), LimitNode.objects.get(pk=shop.node).used_minor) == (0, LEFT - 700_000, DRAWN + 700_000)
    assert differences() == []


def test_more_than_was_set_aside_needs_what_is_left(shop: Shop) -> None:
    document, other = uuid4(), uuid4()
    set_aside(shop, 500_000, document)
    set_aside(shop, LEFT - 600_000, other)
    refused(LimitExceeded, lambda: pay(shop, 600_001, document))
    pay(shop, 600_000, document)
    assert (aside(document), headroom_of(shop.node)) == (0, 0)
    assert differences() == []


def test_what_was_let_go_is_free_again(shop: Shop) -> None:
    document = uuid4()
    set_aside(shop, 500_000, document)
    keep(document, 800_000)
    assert aside(document) == 500_000
    keep(document, 100_000)
    assert (aside(document), headroom_of(shop.node)) == (100_000, LEFT - 100_000)
    keep(document, 0)
    keep(document, 0)
    keep(uuid4(), 0)
    assert (aside(document), headroom_of(shop.node)) == (0, LEFT)
    set_aside(shop, 500_000, document)
    assert differences() == []


def test_a_line_frozen_since_draws_nothing_and_lets_go_all_the_same(shop: Shop) -> None:
    document = uuid4()
    set_aside(shop, 500_000, document)
    with transaction.atomic():
        freeze(node_id=shop.node, reason="a warning", by=BY, at=AT)
    refused(LimitFrozen, lambda: pay(shop, 500_000, document))
    refused(LimitFrozen, lambda: set_aside(shop, 600_000, document))
    assert (supplier_has(shop), Payment.objects.count()) == (0, 0)
    keep(document, 200_000)
    keep(document, 0)
    assert aside(document) == 0
    assert differences() == []


def test_a_line_cut_since_pays_no_more_than_it_still_allows(shop: Shop) -> None:
    document = uuid4()
    set_aside(shop, 2_000_000, document)
    with transaction.atomic():
        cut_limit(node_id=shop.node, limit_minor=DRAWN + 1_500_000, why="a warning", by=BY, at=AT)
    refused(LimitExceeded, lambda: pay(shop, 2_000_000, document))
    pay(shop, 500_000, document)
    keep(document, 0)
    assert (aside(document), headroom_of(shop.node)) == (0, 1_000_000)
    assert differences() == []


def test_without_a_consent_nothing_is_set_aside_or_drawn(shop: Shop) -> None:
    document = uuid4()
    set_aside(shop, 500_000, document)
    with transaction.atomic():
        revoke(grant_id=shop.consent.pk, by=shop.cast.owner, at=AT)
    refused(ConsentWithdrawn, lambda: set_aside(shop, 600_000, document))
    refused(ConsentWithdrawn, lambda: pay(shop, 500_000, document))
    keep(document, 0)
    assert differences() == []


def test_a_line_that_ended_or_is_frozen_by_class_lends_nothing(shop: Shop) -> None:
    document = uuid4()
    refused(LineNotDrawable, lambda: set_aside_later(shop, document))
    Facility.objects.filter(pk=shop.line.pk).update(status="frozen")
    refused(LineNotDrawable, lambda: set_aside(shop, 500_000, document))


def set_aside_later(shop: Shop, document: UUID) -> None:
    """With a consent that is new, a day after the line's end."""
    with transaction.atomic():
        grant(party_id=shop.party_id, purpose=CREDIT_ASSESSMENT.code, by=shop.cast.owner, at=days(366))
        set_aside(shop, 500_000, document, when=days(366))


@pytest.mark.parametrize("amount", [LEAST - 1, LIMIT + 1])
def test_an_amount_outside_the_lines_bounds_is_refused(shop: Shop, amount: int) -> None:
    refused(PrincipalOutOfRange, lambda: set_aside(shop, amount, uuid4()))


def test_who_has_no_line_borrows_nothing(shop: Shop) -> None:
    refused(NoLineOpen, lambda: set_aside(shop, 500_000, uuid4(), payer=shop.cast.rival_shop))
    person = shop.cast.owner.party_id
    assert person is not None
    refused(NoLineOpen, lambda: set_aside(shop, 500_000, uuid4(), payer=person))


def test_nobody_uses_what_was_set_aside_for_somebody_else(shop: Shop) -> None:
    document = uuid4()
    set_aside(shop, 500_000, document)
    rival = cast.shop()
    refused(NoLineOpen, lambda: set_aside(rival, 500_000, document))
    refused(NoLineOpen, lambda: pay(rival, 500_000, document))
    assert aside(document) == 500_000


def test_no_resident_is_lent_to_even_with_a_line_in_her_name(shop: Shop) -> None:
    Party.objects.filter(pk=shop.party_id).update(kind="natural_person")
    refused(NoLineOpen, lambda: set_aside(shop, 500_000, uuid4()))
    assert LineOfCredit().terms(payer_id=shop.party_id, amount_minor=500_000, at=AT) is None


def test_the_method_pays_nothing_that_was_not_handed_over(shop: Shop) -> None:
    document = uuid4()
    set_aside(shop, 500_000, document)

    def checkout(account: str) -> None:
        with transaction.atomic():
            create_payment(payer_id=shop.party_id, method=NAME, payees=[Payee(PORT, uuid4(), account, 500_000)], by=shop.cast.owner, at=AT)

    refused(PaymentFailed, lambda: checkout(deposit_of(shop.supplier)))
    with pytest.raises(PaymentFailed), transaction.atomic():
        actions.hand_over(payer_id=shop.party_id, document_id=document, pays_id=uuid4(), amount_minor=500_000, at=AT)
        checkout(deposit_of(shop.party_id))
    assert (aside(document), supplier_has(shop)) == (500_000, 0)


def test_what_a_supplier_gives_back_repays_its_own_draw_first(shop: Shop) -> None:
    payment = pay(shop, 600_000, uuid4())
    give_back(shop, payment, 200_000, when=days(3), key="k")
    give_back(shop, payment, 200_000, when=days(3), key="k")
    drawn = EarmarkDraw.objects.get().draw
    assert drawn is not None
    assert (drawn.outstanding_minor, supplier_has(shop)) == (400_000, 400_000)
    assert LoanTransaction.objects.get(kind="refund").principal_minor == 200_000
    assert headroom_of(shop.node) == LEFT - 400_000
    assert differences() == []


def test_what_is_given_back_beyond_the_debt_is_the_borrowers(shop: Shop) -> None:
    payment = pay(shop, 600_000, uuid4())
    cast.fund(shop, 1_000_000)
    line = Facility.objects.get(pk=shop.line.pk)
    with_interest = standing_of(line, days(10)).owed
    repay_early(loan_id=line.pk, amount_minor=with_interest - 100_000, key="k", by=shop.cast.owner, at=days(10))
    before = balance_of(deposit_of(shop.party_id))
    give_back(shop, payment, 250_000, when=days(10))
    assert (standing_of(Facility.objects.get(pk=line.pk), days(10)).owed, balance_of(deposit_of(shop.party_id)) - before) == (0, 150_000)
    give_back(shop, payment, 100_000, when=days(10))
    assert balance_of(deposit_of(shop.party_id)) - before == 250_000
    assert differences() == []


def test_what_nobody_drew_in_ninety_days_is_free_again(shop: Shop) -> None:
    document = uuid4()
    set_aside(shop, 500_000, document)
    assert actions.expire_earmarks(at=days(89)) == 0
    assert actions.expire_earmarks(at=days(90)) == 1
    assert actions.expire_earmarks(at=days(90)) == 0
    assert (aside(document), headroom_of(shop.node), Notice.objects.filter(kind="earmark_ran_out").count()) == (0, LEFT, 1)
    assert differences() == []


def test_terms_are_told_in_yuan_before_anything_is_chosen(shop: Shop) -> None:
    credit = ports.purchase_credits.named(NAME)
    assert credit is not None
    terms = credit.terms(payer_id=shop.party_id, amount_minor=720_000, at=AT)
    assert terms is not None
    # Nothing was withheld yet, so it is all due on the last day: 7,200 yuan at 9.9 % for 365 of 360 days.
    assert (terms.interest_minor, terms.most_minor, terms.days, terms.due_on) == (72_270, 72_270, 365, AT.date() + timedelta(days=365))
    assert (terms.headroom_minor, terms.withhold_bp, sum(amount for _month, amount in terms.flows)) == (LEFT, 1_000, 792_270)
    assert credit.terms(payer_id=shop.party_id, amount_minor=LEFT + 1, at=AT) is None
    assert credit.terms(payer_id=shop.cast.rival_shop, amount_minor=720_000, at=AT) is None


@pytest.mark.parametrize(
    ("model", "wrong", "rule"),
    [
        (Earmark, {"aside_minor": -1}, "nothing_negative_is_set_aside"),
        (Earmark, {"turn": 0}, "what_is_set_aside_is_reserved"),
        (EarmarkDraw, {"amount_minor": 0}, "something_is_handed_over"),
        (EarmarkDraw, {"draw": None}, "a_payment_from_a_line_has_its_draw"),
    ],
)
def test_the_database_refuses_what_no_earmark_is(shop: Shop, model: type[models.Model], wrong: dict[str, object], rule: str) -> None:
    document = uuid4()
    set_aside(shop, 500_000, document)
    pay(shop, 100_000, document)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        model._default_manager.update(**wrong)
