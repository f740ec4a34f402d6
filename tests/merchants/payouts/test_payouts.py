"""A payout's life: by schedule and by hand, approved when large, and what other banks make of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from ecosystem import ports
from ecosystem.audit.models import Act
from ecosystem.feed.public import FactRow
from ecosystem.identity.public import Membership, Party, give_role
from ecosystem.kernel.errors import NotFound
from ecosystem.ledger.public import book_total
from ecosystem.payments.actions import ask, send, take_word
from ecosystem.payments.models import Disbursement, RailAnswer
from ecosystem.payments.simulators.rail import BACK, LATE
from merchants.payouts import queries, rules
from merchants.payouts.errors import BadReserve, BadTerms, OwnPayout, PayoutMoved, PayoutNotFound
from merchants.payouts.public import (
    NothingToPayOut,
    Payout,
    TermsChoice,
    approve_payout,
    change_terms,
    pay_out,
    pay_out_by_schedule,
    reject_payout,
    retry_payout,
    set_reserve,
)
from merchants.settlement.actions import set_hold_days
from merchants.settlement.public import Settlement
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.money import completed, give_back, money_of, operator
from tests.trading import differences, standing

pytestmark = pytest.mark.django_db
NEXT = MORNING + timedelta(days=1)


@pytest.fixture
def town(corner: Corner) -> Corner:
    return corner


def choose(town: Corner, schedule: str = "manual", *, account: str = "", **more: Any) -> None:
    elsewhere = {"rail": "simulated", "bank_code": "102", "account_no": account, "holder": "Corner"} if account else {}
    change_terms(shop_id=town.shop.pk, choice=TermsChoice(schedule, **elsewhere, **more), by=actor(town.owner), at=MORNING)


def by_hand(town: Corner, *, at: datetime = MORNING) -> Payout:
    return pay_out(shop_id=town.shop.pk, key=uuid4().hex, by=actor(town.owner), at=at)


def sent(town: Corner, account: str) -> Payout:
    """A payout of 9.90 given to the simulated rail for an account that ends so."""
    choose(town, account=account)
    completed(town)
    payout = by_hand(town)
    assert (payout.status, payout.account_no) == ("approved", account)
    send(disbursement_id=Disbursement.objects.get().pk, at=MORNING)
    return Payout.objects.get(pk=payout.pk)


def test_into_the_account_here_a_payout_arrives_at_once(town: Corner) -> None:
    completed(town)
    payout = by_hand(town)
    assert (payout.status, payout.arrived_at, payout.schedule, payout.approved_by) == ("succeeded", MORNING, "manual", "platform/payouts.small")
    assert payout.bank_reference.startswith("TC")
    assert money_of(town.shop, "deposit", "available") == (990, 0)


@pytest.mark.parametrize(
    ("schedule", "weekday", "at", "due"),
    [
        ("t0", 0, MORNING, True),
        ("t1", 0, MORNING, False),
        ("t1", 0, NEXT, True),
        ("weekly", 2, NEXT, True),  # the next day is a Wednesday
        ("weekly", 3, NEXT, False),
        ("manual", 0, NEXT, False),
    ],
)
def test_a_shop_is_due_by_its_schedule(town: Corner, schedule: str, weekday: int, at: datetime, due: bool) -> None:
    choose(town, schedule, weekday=weekday)
    completed(town)
    assert queries.shops_due(at) == ([town.shop.pk] if due else [])


def test_money_of_the_same_day_costs_a_fee(town: Corner) -> None:
    choose(town, "t0")
    completed(town)
    payout = pay_out_by_schedule(shop_id=town.shop.pk, at=MORNING)
    assert payout is not None
    assert (payout.fee_minor, payout.net_minor, payout.schedule) == (10, 980, "t0")
    assert differences() == []
    assert rules.same_day_fee("t0", 1_000_000) == 500
    assert rules.same_day_fee("t0", 4) == 4
    assert rules.same_day_fee("t1", 1_000_000) == 0


def test_less_than_the_minimum_is_carried_over(town: Corner) -> None:
    choose(town, "t1", minimum_minor=1_500)
    completed(town)
    before = standing()
    assert pay_out_by_schedule(shop_id=town.shop.pk, at=NEXT) is None
    assert standing() == before
    completed(town)
    payout = pay_out_by_schedule(shop_id=town.shop.pk, at=NEXT)
    assert payout is not None
    assert (payout.settlements, payout.net_minor) == (2, 1980)


def test_nothing_held_is_paid_out(town: Corner) -> None:
    set_hold_days(days=3, shop_id=town.shop.pk, by=actor(operator()), at=MORNING)
    completed(town)
    with pytest.raises(NothingToPayOut):
        by_hand(town)
    assert Settlement.objects.get().payout_id is None


def test_a_reserve_keeps_its_part_until_it_is_full(town: Corner) -> None:
    set_reserve(shop_id=town.shop.pk, reserve_bp=1000, cap_minor=150, by=actor(operator()), at=MORNING)
    kept = []
    for _ in range(3):
        completed(town)
        kept.append(by_hand(town).reserved_minor)
    assert kept == [99, 51, 0]
    assert money_of(town.shop, "reserve") == (150,)
    set_reserve(shop_id=town.shop.pk, reserve_bp=500, cap_minor=90, by=actor(operator()), at=MORNING)
    first, second = Act.objects.filter(act="payouts.set_reserve").order_by("pk")
    assert (first.before, second.before) == ({"reserve_bp": 0, "cap_minor": 0}, {"reserve_bp": 1000, "cap_minor": 150})
    assert second.after == {"reserve_bp": 500, "cap_minor": 90}
    assert differences() == []
    with pytest.raises(BadReserve):
        set_reserve(shop_id=town.shop.pk, reserve_bp=5001, cap_minor=1, by=actor(operator()), at=MORNING)
    with pytest.raises(NotFound):
        set_reserve(shop_id=town.shop.pk, reserve_bp=1, cap_minor=1, by=actor(town.owner), at=MORNING)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine yuan are much in this town."""
    monkeypatch.setattr(rules, "CHECKED_FROM_MINOR", 900)


def test_a_large_payout_waits_for_a_second_person(town: Corner, large: None) -> None:
    completed(town)
    payout = by_hand(town)
    assert (payout.status, money_of(town.shop, "deposit", "available"), book_total("clearing", "CNY")) == ("draft", (0, 0), 990)
    assert differences() == []
    with pytest.raises(NotFound):
        approve_payout(payout_id=payout.pk, by=actor(town.owner), at=MORNING)
    approved = approve_payout(payout_id=payout.pk, by=actor(operator()), at=NEXT)
    assert (approved.status, approved.arrived_at, money_of(town.shop, "deposit")) == ("succeeded", NEXT, (990,))
    with pytest.raises(PayoutMoved):
        approve_payout(payout_id=payout.pk, by=actor(operator()), at=NEXT)
    assert FactRow.objects.filter(kind="trade.payout_made").count() == 1
    assert differences() == []


def test_an_operator_who_owns_the_shop_does_not_approve_her_own(town: Corner, large: None) -> None:

    operator()
    with transaction.atomic():
        give_role(person=town.owner, party=Party.objects.get(kind="bank_unit"), role=Membership.Role.OPERATOR, at=MORNING)
    completed(town)
    payout = by_hand(town)
    with pytest.raises(OwnPayout):
        approve_payout(payout_id=payout.pk, by=actor(town.owner), at=MORNING)


def test_what_is_rejected_waits_with_the_rest_again(town: Corner, large: None) -> None:
    completed(town)
    payout = by_hand(town)
    reject_payout(payout_id=payout.pk, reason="look at it again", by=actor(operator()), at=MORNING)
    assert money_of(town.shop, "available") == (990,)
    assert differences() == []
    assert by_hand(town).settlements == 1
    assert Payout.objects.filter(status="rejected").count() == 1
    assert differences() == []


def test_a_refund_while_a_large_payout_waits_is_put_up_for(town: Corner, large: None) -> None:
    order = completed(town)
    payout = by_hand(town)
    give_back(order)
    approve_payout(payout_id=payout.pk, by=actor(operator()), at=MORNING)
    assert money_of(town.shop, "deposit") == (990,)
    assert differences() == []


def test_a_rail_that_pays(town: Corner) -> None:
    payout = sent(town, "6222000")
    assert (payout.status, payout.arrived_at, payout.reference[:3]) == ("succeeded", MORNING, "SIM")
    assert money_of(town.shop, "deposit") == (0,)
    assert (book_total("clearing", "CNY"), FactRow.objects.filter(kind="trade.payout_made").count()) == (0, 1)
    assert differences() == []


def test_a_rail_that_answers_late(town: Corner) -> None:
    payout = sent(town, "6222001")
    row = Disbursement.objects.get()
    assert (payout.status, row.status) == ("approved", "submitted")
    assert differences() == []
    ask(disbursement_id=row.pk, at=MORNING + LATE)
    payout.refresh_from_db()
    assert payout.status == "succeeded"
    assert differences() == []


def test_a_rail_that_says_so_twice_pays_once(town: Corner) -> None:
    sent(town, "6222002")
    assert RailAnswer.objects.count() == 1
    assert FactRow.objects.filter(kind="trade.payout_made").count() == 1
    assert differences() == []


def test_a_rail_that_names_another_amount_is_not_believed(town: Corner) -> None:
    payout = sent(town, "6222003")
    assert payout.status == "approved"
    assert list(RailAnswer.objects.values_list("amount_minor", "taken")) == [(989, False)]
    assert differences() == []


def test_a_rail_that_never_answers_leaves_the_payout_on_its_way(town: Corner) -> None:
    payout = sent(town, "6222004")
    row = Disbursement.objects.get()
    ask(disbursement_id=row.pk, at=MORNING + timedelta(days=9))
    payout.refresh_from_db()
    assert (payout.status, RailAnswer.objects.count()) == ("approved", 0)
    send(disbursement_id=row.pk, at=NEXT)
    assert Disbursement.objects.get().submitted_at == MORNING


def test_a_rail_that_refuses_and_another_way(town: Corner) -> None:
    payout = sent(town, "6222005")
    assert payout.status == "failed"
    assert differences() == []
    choose(town)
    again = retry_payout(payout_id=payout.pk, key="k", by=actor(town.owner), at=NEXT)
    assert (again.status, again.arrived_at, money_of(town.shop, "deposit")) == ("succeeded", NEXT, (990,))
    assert retry_payout(payout_id=payout.pk, key="k", by=actor(town.owner), at=NEXT).pk == payout.pk
    with pytest.raises(PayoutMoved):
        retry_payout(payout_id=payout.pk, key="other", by=actor(town.owner), at=NEXT)
    assert FactRow.objects.filter(kind="trade.payout_made").count() == 1
    assert differences() == []


def test_a_bank_return_after_success_reopens_the_payout(town: Corner) -> None:
    payout = sent(town, "6222006")
    row = Disbursement.objects.get()
    assert payout.status == "succeeded"
    ask(disbursement_id=row.pk, at=MORNING + BACK)
    payout.refresh_from_db()
    row.refresh_from_db()
    assert (payout.status, row.status, book_total("clearing", "CNY")) == ("returned", "returned", 990)
    assert differences() == []
    choose(town, account="6222000")
    retry_payout(payout_id=payout.pk, key="k", by=actor(town.owner), at=NEXT)
    second = Disbursement.objects.exclude(pk=row.pk).get()
    send(disbursement_id=second.pk, at=NEXT)
    payout.refresh_from_db()
    assert (payout.status, payout.disbursement_id, payout.net_minor) == ("succeeded", second.pk, 990)
    # What the first attempt says afterwards changes nothing.
    assert not take_word(word=ports.RailWord(row.pk, "returned", 990, "later"), at=NEXT)
    assert FactRow.objects.filter(kind="trade.payout_made").count() == 1
    assert differences() == []


def test_words_about_what_was_never_sent_are_dropped(town: Corner) -> None:
    assert not take_word(word=ports.RailWord(uuid4(), "succeeded", 1), at=MORNING)
    choose(town, account="6222000")
    completed(town)
    by_hand(town)
    row = Disbursement.objects.get()
    assert not take_word(word=ports.RailWord(row.pk, "succeeded", 990), at=MORNING)
    row.refresh_from_db()
    assert row.status == "waiting"


@pytest.mark.parametrize(
    "choice",
    [
        TermsChoice("hourly"),
        TermsChoice("weekly", weekday=7),
        TermsChoice("t1", minimum_minor=-1),
        TermsChoice("t1", rail="simulated"),
        TermsChoice("t1", rail="pigeon", bank_code="1", account_no="2", holder="x"),
        TermsChoice("t1", rail="simulated", bank_code="1", account_no="DE12", holder="x"),
    ],
)
def test_terms_on_which_nobody_can_be_paid_are_refused(town: Corner, choice: TermsChoice) -> None:
    with pytest.raises(BadTerms):
        change_terms(shop_id=town.shop.pk, choice=choice, by=actor(town.owner), at=MORNING)


def test_terms_and_retries_are_the_owners_alone(town: Corner) -> None:
    payout, strangers = sent(town, "6222005"), (town.rival, cast.clerk(town.shop))
    before = standing()
    for stranger in strangers:
        with pytest.raises(NotFound):
            change_terms(shop_id=town.shop.pk, choice=TermsChoice("t1"), by=actor(stranger), at=MORNING)
        with pytest.raises(NotFound):
            retry_payout(payout_id=payout.pk, key="k", by=actor(stranger), at=MORNING)
    with pytest.raises(PayoutNotFound):
        retry_payout(payout_id=uuid4(), key="k", by=actor(town.owner), at=MORNING)
    assert standing() == before


def test_when_money_is_expected() -> None:
    tuesday = MORNING.date()
    assert rules.expected_on("t1", 0, tuesday, tuesday) == tuesday + timedelta(days=1)
    assert rules.expected_on("t1", 0, tuesday, tuesday + timedelta(days=7)) == tuesday + timedelta(days=7)
    assert rules.expected_on("weekly", 0, tuesday, tuesday) == tuesday + timedelta(days=6)
    assert rules.expected_on("t0", 0, tuesday, tuesday) == tuesday
    assert rules.expected_on("manual", 0, tuesday, tuesday) is None
