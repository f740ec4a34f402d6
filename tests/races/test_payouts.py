"""The money of one shop that several would move at once: runs, hands, refunds, releases, rails, cases. Real threads, real commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.db import transaction

from ecosystem import ports
from ecosystem.audit.models import Act
from ecosystem.kernel.clock import business_date
from ecosystem.ledger.public import book_total
from ecosystem.payments.actions import ask_waiver, close_reconciled_day, explain_case, read_statement, reconcile, send, take_word, waive_case
from ecosystem.payments.models import Case, Day, Disbursement
from ecosystem.payments.simulators.statements import SimulatedStatements
from merchants.payouts import rules
from merchants.payouts.actions import make_payout
from merchants.payouts.errors import NothingToPayOut
from merchants.payouts.public import (
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
from merchants.settlement.actions import RuleDraft, claw_back, draft_tariff, give_mandate, publish_tariff, release_held, set_hold_days
from merchants.settlement.public import Mandate, Recovery, Settlement, advanced_minor
from tests import cast
from tests.cast import MORNING, Corner, actor
from tests.merchants.money import completed, give_back, money_of, operator, put_up
from tests.together import at_once, neck_and_neck
from tests.trading import differences, hand_over, order_in

pytestmark = pytest.mark.race
NEXT = MORNING + timedelta(days=1)
LATER = MORNING + timedelta(days=5)


@pytest.fixture
def town(committed: str) -> Corner:
    return cast.corner(stock="500")


def kinds(answers: Sequence[object]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)


def test_the_schedule_and_a_hand_pay_once(town: Corner) -> None:
    for _ in range(3):
        completed(town)
    hands = [partial(pay_out, shop_id=town.shop.pk, key=f"k{n}", by=actor(town.owner), at=NEXT) for n in range(2)]
    answers = neck_and_neck(*hands, partial(pay_out_by_schedule, shop_id=town.shop.pk, at=NEXT))
    assert kinds(answers)["Payout"] == 1
    assert Payout.objects.get().net_minor == 2970
    assert money_of(town.shop, "available", "deposit") == (0, 2970)
    assert differences() == []


def test_orders_completed_while_the_run_goes_are_in_one_payout_each(town: Corner) -> None:
    orders = [order_in("ready", town) for _ in range(4)]
    hands = [partial(hand_over, order_id=order.pk, key=f"h{order.pk}", by=actor(town.owner), at=MORNING) for order in orders]
    runs = [partial(pay_out_by_schedule, shop_id=town.shop.pk, at=NEXT)] * 3
    at_once(*hands, *runs)
    assert differences() == []
    pay_out_by_schedule(shop_id=town.shop.pk, at=NEXT)
    assert sum(Payout.objects.values_list("settlements", flat=True)) == 4
    assert money_of(town.shop, "available", "deposit") == (0, 4 * 990)
    assert differences() == []


@pytest.mark.parametrize("round_", range(3))
def test_a_refund_and_a_payout_at_once_leave_nothing_unaccounted(town: Corner, round_: int) -> None:
    orders = [completed(town) for _ in range(3)]
    pay = partial(pay_out, shop_id=town.shop.pk, key="p", by=actor(town.owner), at=NEXT)
    at_once(*[partial(give_back, order) for order in orders[:2]], pay)
    deposit, available = money_of(town.shop, "deposit", "available")
    assert deposit + available - put_up() == 990
    assert differences() == []


def test_refunds_of_one_order_at_once_take_back_no_more_than_was_sold(town: Corner) -> None:
    order = completed(town)
    answers = at_once(*[partial(give_back, order, [(1, "1")]) for _ in range(6)])
    assert kinds(answers) == {"tuple": 2, "MoreThanSold": 4}
    assert money_of(town.shop, "available") == (0,)
    assert differences() == []


def test_refunds_of_several_orders_at_once_put_up_what_is_missing_once(town: Corner) -> None:
    orders = [completed(town) for _ in range(4)]
    pay_out(shop_id=town.shop.pk, key="p", by=actor(town.owner), at=MORNING)
    completed(town)
    at_once(*[partial(give_back, order) for order in orders])
    assert (put_up(), advanced_minor(town.shop.pk), money_of(town.shop, "available")) == (3 * 990, 3 * 990, (0,))
    assert differences() == []


def test_a_release_and_a_refund_of_what_is_held_at_once(town: Corner) -> None:
    set_hold_days(days=1, shop_id=town.shop.pk, by=actor(operator()), at=MORNING)
    orders = [completed(town) for _ in range(3)]
    answers = at_once(*[partial(release_held, shop_id=town.shop.pk, at=NEXT)] * 3, *[partial(give_back, order, at=NEXT) for order in orders[:2]])
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    release_held(shop_id=town.shop.pk, at=NEXT)
    assert money_of(town.shop, "held", "available") == (0, 990)
    assert differences() == []


def test_claw_backs_at_once_take_once(town: Corner) -> None:
    order = completed(town)
    pay_out(shop_id=town.shop.pk, key="p", by=actor(town.owner), at=MORNING)
    give_mandate(shop_id=town.shop.pk, cap_minor=5_000, by=actor(town.owner), at=MORNING)
    give_back(order)
    assert at_once(*[partial(claw_back, shop_id=town.shop.pk, at=LATER)] * 5) == [0] * 5
    assert list(Recovery.objects.values_list("source", "amount_minor")) == [("mandate", 990)]
    assert money_of(town.shop, "deposit") == (0,)
    assert differences() == []


def test_mandates_given_at_once_are_one(town: Corner) -> None:
    answers = at_once(*[partial(give_mandate, shop_id=town.shop.pk, cap_minor=100, by=actor(town.owner), at=MORNING)] * 4)
    assert kinds(answers) == {"Mandate": 1, "MandateStands": 3}
    assert Mandate.objects.count() == 1


@pytest.mark.parametrize("round_", range(2))
def test_a_large_payout_is_approved_or_rejected_once(town: Corner, monkeypatch: pytest.MonkeyPatch, round_: int) -> None:
    monkeypatch.setattr(rules, "CHECKED_FROM_MINOR", 900)
    completed(town)
    draft = pay_out(shop_id=town.shop.pk, key="p", by=actor(town.owner), at=MORNING)
    by = actor(operator())
    approve = partial(approve_payout, payout_id=draft.pk, by=by, at=MORNING)
    reject = partial(reject_payout, payout_id=draft.pk, reason="no", by=by, at=MORNING)
    answers = at_once(*([approve, reject] * 2 if round_ else [reject, approve] * 2))
    assert kinds(answers)["PayoutMoved"] == 3
    draft.refresh_from_db()
    assert (draft.status, *money_of(town.shop, "deposit", "available")) in {("succeeded", 990, 0), ("rejected", 0, 990)}
    assert differences() == []


def test_who_sets_a_reserve_second_finds_what_the_first_wrote(town: Corner) -> None:
    by = actor(operator())
    at_once(*[partial(set_reserve, shop_id=town.shop.pk, reserve_bp=part, cap_minor=part, by=by, at=MORNING) for part in (100, 200, 300)])
    told = [(act.before["reserve_bp"], act.after["reserve_bp"]) for act in Act.objects.filter(act="payouts.set_reserve")]
    chain, stood = dict(told), 0
    while stood in chain:
        stood = chain.pop(stood)
    assert chain == {}


def elsewhere(town: Corner, account: str) -> Disbursement:
    choice = TermsChoice("manual", rail="simulated", bank_code="102", account_no=account, holder="Corner")
    change_terms(shop_id=town.shop.pk, choice=choice, by=actor(town.owner), at=MORNING)
    completed(town)
    pay_out(shop_id=town.shop.pk, key=uuid4().hex, by=actor(town.owner), at=MORNING)
    return Disbursement.objects.get()


def test_workers_send_a_payout_once_and_believe_one_answer(town: Corner) -> None:
    """To an account of which its rail says nothing when it is sent."""
    row = elsewhere(town, "6222004")
    neck_and_neck(*[partial(send, disbursement_id=row.pk, at=MORNING)] * 2)
    words = [ports.RailWord(row.pk, status, 990, "R") for status in ("succeeded", "failed", "succeeded", "returned")]
    neck_and_neck(*[partial(take_word, word=word, at=NEXT) for word in words], writes="payments_disbursement")
    payout = Payout.objects.get()
    assert (payout.status, book_total("clearing", "CNY")) in {("succeeded", 0), ("returned", 990), ("failed", 990)}
    assert differences() == []


def test_a_payout_that_came_back_is_sent_again_once(town: Corner) -> None:
    row = elsewhere(town, "6222005")
    send(disbursement_id=row.pk, at=MORNING)
    payout = Payout.objects.get()
    answers = at_once(*[partial(retry_payout, payout_id=payout.pk, key=f"k{n}", by=actor(town.owner), at=NEXT) for n in range(4)])
    assert kinds(answers) == {"Payout": 1, "PayoutMoved": 3}
    assert Disbursement.objects.count() == 2
    assert differences() == []


def test_a_tariff_is_published_once_and_one_a_day(town: Corner) -> None:
    maker, checkers = actor(operator("maker")), [actor(operator(f"checker{n}")) for n in range(4)]
    tomorrow = business_date(MORNING) + timedelta(days=1)
    drafts = [
        draft_tariff(drafts=[RuleDraft({}, Decimal("0.03"))], from_on=tomorrow, tax_rate=Decimal(0), key=f"k{n}", by=maker, at=MORNING)
        for n in range(2)
    ]
    answers = at_once(*[partial(publish_tariff, tariff_id=drafts[n % 2].pk, by=by, at=MORNING) for n, by in enumerate(checkers)])
    assert kinds(answers)["Tariff"] == 1


def test_comparing_deciding_and_closing_at_once(town: Corner) -> None:
    for _ in range(3):
        completed(town)
    on: date = business_date(MORNING)
    maker, checker = actor(operator("maker")), actor(operator("checker"))
    content = SimulatedStatements("bank_account", {1: "lose", 2: "lose"}).fetch(on=on) or b""
    for source, told in (("bank_account", content), ("simulated", SimulatedStatements("simulated").fetch(on=on) or b"")):
        reading = at_once(*[partial(read_statement, source=source, on=on, content=told, by=maker, at=NEXT)] * 3)
        assert kinds(reading) == {"Statement": 3}
    found = at_once(*[partial(reconcile, source="bank_account", on=on, by=maker, at=NEXT)] * 4)
    assert sorted(getattr(one, "opened", -1) for one in found) == [0, 0, 0, 2]
    header, *lines = (SimulatedStatements("bank_account").fetch(on=on) or b"").splitlines(keepends=True)
    case, late = sorted(Case.objects.all(), key=lambda one: str(one.ours_id).encode() in lines[1])
    for one in (case, late):
        ask_waiver(case_id=one.pk, reason="small", by=maker, at=NEXT)
    decide = [
        partial(waive_case, case_id=case.pk, by=checker, at=NEXT),
        partial(explain_case, case_id=case.pk, reason="x", by=maker, at=NEXT),
        partial(waive_case, case_id=case.pk, by=checker, at=NEXT),
    ]
    assert kinds(at_once(*decide)) == {"Case": 1, "CaseDecided": 2}
    # The second line stands in the next day's file, so that closing the day resolves what a colleague is about to waive.
    close, after = partial(close_reconciled_day, on=on, by=maker), NEXT + timedelta(days=1)
    read_statement(source="bank_account", on=on + timedelta(days=1), content=header + lines[1], by=maker, at=after)
    answers = kinds(neck_and_neck(partial(close, at=after), partial(waive_case, case_id=late.pk, by=checker, at=after)))
    assert answers in ({"Day": 1, "Case": 1}, {"Day": 1, "CaseDecided": 1})
    assert Day.objects.get().waived == Case.objects.filter(status="waived").count()
    assert kinds(at_once(*[partial(close, at=after)] * 4)) == {"Day": 4}


def test_settlements_are_stamped_by_one_payout_only(town: Corner) -> None:
    """Two runs of one transaction each, where the second begins before the first has committed."""
    completed(town)

    @transaction.atomic
    def run() -> Payout | None:
        try:
            with transaction.atomic():
                return make_payout(shop=town.shop, by=actor(town.owner), at=NEXT)
        except NothingToPayOut:
            return None

    assert kinds(at_once(run, run, run)) == {"Payout": 1, "NoneType": 2}
    assert Settlement.objects.get().payout_id == Payout.objects.get().pk
