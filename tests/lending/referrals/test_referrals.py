from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ecosystem.audit.models import Act
from ecosystem.consent.public import ConsentWithdrawn, revoke
from ecosystem.identity.public import Membership, Party, Person, give_role
from ecosystem.kernel.actor import VISITOR
from ecosystem.kernel.errors import DomainError, Unauthenticated
from ecosystem.notices.public import Notice
from ecosystem.once.public import KeyUsedOtherwise
from lending.loans.acceptance import ChosenTerms, accept_offer
from lending.offers import actions as offers
from lending.offers.errors import CostAboveCap
from lending.offers.models import Offer
from lending.policy.errors import LendersOnly
from lending.referrals import actions, errors
from lending.referrals.actions.working import Proposal
from lending.referrals.models import Referral
from tests.lending.cast import Merchant, actor, at_bank, merchant, newer_terms, person
from tests.lending.referrals.cast import GRANT, KEEP, SOON, Desk, desk, look, referred
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def shop() -> Merchant:
    return referred()


@pytest.fixture
def bank() -> Desk:
    return desk()


def told(kind: str) -> list[Any]:
    return list(Notice.objects.filter(kind=kind).order_by("pk"))


def ask(shop: Merchant, *, key: str = "a", words: str = "The canteen buys here.", at: Any = SOON) -> Referral:
    return actions.ask_for_person(party_id=shop.party_id, words=words, key=key, by=shop.by, at=at)


def test_what_the_policy_refers_becomes_one_case_with_a_due_time_and_follows_the_newest_decision(shop: Merchant) -> None:
    first = look(shop)
    case = Referral.objects.get()
    assert (first.decision.outcome, first.offer, case.cause, case.status) == ("refer", None, "policy", "waiting")
    assert (case.decision_id, case.due_at > AT) == (first.decision.pk, True)
    [notice] = told("referral_opened")
    assert (notice.party_id, notice.values["until"]) == (shop.party_id, "11-23 18:00")
    second = look(shop, SOON)
    case.refresh_from_db()
    assert Referral.objects.count() == 1 and case.decision_id == second.decision.pk != first.decision.pk


def test_two_officers_lend_what_one_proposed_and_the_offer_is_like_any(shop: Merchant, bank: Desk) -> None:
    look(shop)
    case = bank.proposed(shop)
    assert {notice.party_id for notice in told("referral_to_decide")} == {bank.checker.party_id}
    decided = bank.decide(case)
    assert bank.decide(case).pk == decided.pk and Offer.objects.count() == 1
    offer = Offer.objects.get()
    assert (decided.status, offer.status, offer.amount_max_minor, offer.decision_id) == ("granted", "open", 500_000, case.decision_id)
    assert (decided.worked_by, decided.ended_by) == (bank.maker.name, bank.checker.name)
    assert offer.effective_rate * 10_000 <= offer.product.apr_cap_bp and offer.expires_at == SOON + 30 * DAY
    acts = Act.objects.filter(target=f"referrals.referral/{case.pk}").order_by("pk")
    assert [act.act.rpartition(".")[2] for act in acts] == ["open", "claim", "propose", "decide"]
    # The policy says no more than they knew: their offer stands, and nobody is asked again.
    for day in range(1, 4):
        assert look(shop, AT + day * DAY).offer == offer
    assert Referral.objects.count() == 1
    # It says something that they did not know: the offer goes.
    for order in range(1, 150):
        shop.trade.refund(0.1, f"o{order}", 25_000)
    shop.publish(AT + 4 * DAY)
    found = look(shop, AT + 4 * DAY)
    offer.refresh_from_db()
    assert found.decision.outcome == "decline" and (found.offer, offer.status) == (None, "withdrawn")


def test_what_people_lend_is_taken_and_signed_like_any_offer(shop: Merchant, bank: Desk) -> None:
    look(shop)
    bank.answered(shop)
    terms = ChosenTerms(principal_minor=500_000, purpose="stock", agreed=True)
    loan = accept_offer(offer_id=Offer.objects.get().pk, terms=terms, key="k", by=shop.by, at=SOON)
    assert loan.limit_minor == 500_000
    # While it is owed nothing is referred, and nothing more is lent by people.
    assert look(shop, SOON + DAY).decision.outcome == "refer" and Referral.objects.open().count() == 0
    ask(shop, at=SOON + DAY)
    case = bank.claimed(shop, SOON + DAY)
    with pytest.raises(errors.StillOwed):
        actions.propose(referral_id=case.pk, decision_id=case.decision_id, proposal=GRANT, by=bank.maker, at=SOON + DAY)
    case.refresh_from_db()
    assert case.status == "worked" and case.outcome == ""


def test_a_no_is_told_in_words_and_the_policy_alone_asks_no_more_for_a_month(shop: Merchant, bank: Desk) -> None:
    look(shop)
    case = bank.answered(shop, KEEP)
    assert (case.status, case.answer, Offer.objects.count()) == ("kept", KEEP.answer, 0)
    assert [notice.party_id for notice in told("referral_answered")] == [shop.party_id]
    look(shop, SOON + DAY)
    assert Referral.objects.count() == 1
    again = ask(shop, at=SOON + DAY)
    assert (again.cause, again.status) == ("asked", "waiting")
    look(shop, SOON + 2 * DAY)
    assert Referral.objects.open().get().pk == again.pk


def test_the_button_works_whatever_was_decided_and_no_later_no_closes_it(bank: Desk) -> None:
    young = merchant("Young", days=40)
    assert look(young).decision.outcome == "decline" and not Referral.objects.exists()
    case = ask(young)
    assert (case.cause, case.words) == ("asked", "The canteen buys here.")
    assert ask(young) == case
    with pytest.raises(KeyUsedOtherwise):
        ask(young, words="Something else")
    assert ask(young, key="b", words="And my sister pays the rent.").words.endswith("rent.")
    look(young, SOON)
    case.refresh_from_db()
    assert (case.status, Referral.objects.count()) == ("waiting", 1)
    # People may lend where the policy would not, up to what its sizing carries.
    granted = bank.answered(young, Proposal("grant", 100_000, "We lend a little.", "Lease and licence seen."))
    assert (granted.status, Offer.objects.get().amount_max_minor) == ("granted", 100_000)
    assert look(young, SOON + DAY).offer == Offer.objects.get()
    good = merchant("Good")
    offer = look(good).offer
    asked = ask(good)
    look(good, SOON)
    asked.refresh_from_db()
    assert offer is not None and asked.is_open


def test_an_approval_closes_a_case_and_so_does_a_consent_taken_back(shop: Merchant, bank: Desk) -> None:
    look(shop)
    for day in range(80):
        shop.trade.sell(day, 200_000, buyer=f"n{day % 30}")
    shop.publish()
    assert look(shop, SOON).offer is not None
    case = Referral.objects.get()
    assert (case.status, case.ended_why) == ("closed", "overtaken")
    other = referred("Other")
    look(other)
    proposed = bank.proposed(other)
    revoke(grant_id=proposed.decision.snapshot.grant_id, by=other.by, at=SOON)
    with pytest.raises(ConsentWithdrawn):
        bank.decide(proposed)
    with pytest.raises(ConsentWithdrawn):
        ask(other)
    assert (actions.close_unconsented(at=SOON), actions.close_unconsented(at=SOON)) == (1, 0)
    proposed.refresh_from_db()
    assert (proposed.status, proposed.ended_why, Offer.objects.filter(party=other.party_id).exists()) == ("closed", "consent", False)


def test_time_that_runs_out_is_told_and_then_anybody_may_take_the_case_over(shop: Merchant, bank: Desk) -> None:
    risk = at_bank("risk_manager")
    look(shop)
    case = bank.claimed(shop)
    assert actions.remind(at=case.due_at - timedelta(hours=5)) == 0
    assert (actions.remind(at=case.due_at - timedelta(hours=3)), actions.remind(at=case.due_at)) == (1, 0)
    assert {one.party_id for one in told("referral_due")} == {bank.maker.party_id, bank.checker.party_id}
    with pytest.raises(errors.ReferralMoved):
        actions.claim(referral_id=case.pk, by=bank.checker, at=case.due_at)
    late = case.due_at + timedelta(minutes=1)
    assert (actions.remind(at=late), actions.remind(at=late + timedelta(hours=1)), actions.remind(at=late + DAY)) == (1, 0, 1)
    assert [one.party_id for one in told("referral_late")] == [shop.party_id]
    assert [one.party_id for one in told("referral_overdue")].count(risk.party_id) == 2
    assert Act.objects.filter(act="lending.referral.late").count() == 1
    taken = actions.claim(referral_id=case.pk, by=bank.checker, at=late)
    assert (taken.status, taken.worked_by) == ("worked", bank.checker.name)


def test_a_proposal_is_given_back_with_a_word_and_what_changed_is_read_again(shop: Merchant, bank: Desk) -> None:
    look(shop)
    case = bank.proposed(shop)
    with pytest.raises(errors.ReasonMissing):
        actions.give_back(referral_id=case.pk, why=" ", by=bank.checker, at=SOON)
    back = actions.give_back(referral_id=case.pk, why="Which canteen?", by=bank.checker, at=SOON)
    assert (back.status, back.returned_why, back.answer) == ("worked", "Which canteen?", GRANT.answer)
    less = Proposal("grant", 300_000, GRANT.answer, "The canteen of school 3.")
    again = actions.propose(referral_id=case.pk, decision_id=case.decision_id, proposal=less, by=bank.maker, at=SOON)
    for seen in (case.seen, ""):
        with pytest.raises(errors.ReferralMoved):
            bank.decide(again, seen=seen)
    assert not Offer.objects.exists()
    assert bank.decide(again).proposed_minor == Offer.objects.get().amount_max_minor == 300_000
    with pytest.raises(errors.ReferralMoved):
        bank.decide(again, key="other")
    put = actions.release(referral_id=bank.claimed(referred_again()).pk, by=bank.maker, at=SOON)
    assert (put.status, put.worked_by) == ("waiting", "")


def referred_again() -> Merchant:
    shop = referred("Again")
    look(shop)
    return shop


def test_what_was_looked_at_is_what_is_proposed_on(shop: Merchant, bank: Desk) -> None:
    look(shop)
    case = bank.claimed(shop)
    newer = look(shop, SOON).decision
    with pytest.raises(errors.ReferralMoved):
        actions.propose(referral_id=case.pk, decision_id=case.decision_id, proposal=GRANT, by=bank.maker, at=SOON)
    proposed = actions.propose(referral_id=case.pk, decision_id=newer.pk, proposal=GRANT, by=bank.maker, at=SOON)
    look(shop, SOON + DAY)
    proposed.refresh_from_db()
    assert proposed.decision_id == newer.pk
    beyond = Proposal("grant", 99_000_000, "a", "g")
    actions.give_back(referral_id=case.pk, why="w", by=bank.maker, at=SOON)
    with pytest.raises(errors.ProposalUnsound):
        actions.propose(referral_id=case.pk, decision_id=newer.pk, proposal=beyond, by=bank.maker, at=SOON)


def test_terms_above_the_cap_leave_the_case_as_it_was(shop: Merchant, bank: Desk) -> None:
    look(shop)
    case = bank.proposed(shop)
    newer_terms(apr_cap_bp=1_000)
    with pytest.raises(CostAboveCap), transaction.atomic():
        offers.decide_referral.__wrapped__(referral_id=case.pk, seen=case.seen, key="k", by=bank.checker, at=SOON)  # type: ignore[attr-defined]
    case.refresh_from_db()
    assert case.status == "proposed" and not Offer.objects.exists()


@pytest.mark.parametrize("who", ["visitor", "outsider", "owner", "operator", "risk_manager", "relationship_manager"])
def test_nobody_but_officers_works_a_case(who: str, shop: Merchant, bank: Desk) -> None:
    look(shop)
    case = bank.claimed(shop)
    made = {"visitor": lambda: VISITOR, "outsider": lambda: actor(person("x")), "owner": lambda: shop.by}
    by = made[who]() if who in made else at_bank(who)
    about: dict[str, Any] = {"referral_id": case.pk, "by": by, "at": SOON}
    acts = [
        lambda: actions.claim(**about),
        lambda: actions.release(**about),
        lambda: actions.give_back(**about, why="w"),
        lambda: actions.propose(**about, decision_id=case.decision_id, proposal=GRANT),
        lambda: offers.decide_referral(**about, seen=case.seen, key="k"),
    ]
    if who != "risk_manager":
        acts.append(lambda: actions.open_desk(which="", by=by, at=SOON))
    for act in acts:
        with pytest.raises((LendersOnly, Unauthenticated)):
            act()
    if who != "owner":
        with pytest.raises(errors.NothingToLookAt):
            actions.ask_for_person(party_id=shop.party_id, words="", key="k", by=by, at=SOON)
    case.refresh_from_db()
    assert (case.status, case.worked_by, Referral.objects.count()) == ("worked", bank.maker.name, 1)


def test_each_step_is_for_its_own_officer(shop: Merchant, bank: Desk) -> None:
    """Not a colleague's case, not one's own proposal, not one's own business, and nothing that is not there."""
    look(shop)
    case = bank.claimed(shop)
    asked: dict[str, Any] = {"referral_id": case.pk, "decision_id": case.decision_id, "proposal": GRANT, "at": SOON}
    refusals: list[tuple[type[DomainError], Any]] = [
        (errors.ReferralOfAnother, lambda: actions.propose(**asked, by=bank.checker)),
        (errors.ReferralOfAnother, lambda: actions.release(referral_id=case.pk, by=bank.checker, at=SOON)),
        (errors.ReferralMoved, lambda: actions.give_back(referral_id=case.pk, why="w", by=bank.checker, at=SOON)),
        (errors.ReferralMoved, lambda: bank.decide(case)),
        (errors.ReferralNotFound, lambda: actions.claim(referral_id=uuid4(), by=bank.maker, at=SOON)),
        (errors.NothingToLookAt, lambda: ask(merchant("Never asked", days=0))),
    ]
    for refusal, act in refusals:
        with pytest.raises(refusal):
            act()
    proposed = actions.propose(**asked, by=bank.maker)
    with pytest.raises(errors.DecidedByAnother):
        bank.decide(proposed, by=bank.maker)
    give_role(person=Person.objects.get(pk=bank.checker.person_id), party=Party.objects.get(pk=shop.party_id), role=Membership.Role.OWNER, at=AT)
    with pytest.raises(errors.OwnBusiness):
        bank.decide(proposed)
    proposed.refresh_from_db()
    assert proposed.status == "proposed" and not Offer.objects.exists()


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"status": "perhaps", "ended_at": SOON, "ended_by": "person/x"}, "referral_has_a_known_status"),
        ({"cause": "whim"}, "referral_has_a_known_cause"),
        ({"due_at": AT}, "referral_is_due_after_it_is_opened"),
        ({"worked_by": ""}, "a_worked_referral_says_by_whom"),
        ({"status": "waiting"}, "a_waiting_referral_is_nobodys"),
        ({"answer": ""}, "a_proposal_says_what_and_why"),
        ({"proposed_minor": 0}, "a_grant_lends_something"),
        ({"status": "kept", "ended_at": SOON, "ended_by": "person/x"}, "a_decided_referral_follows_its_proposal"),
        ({"status": "granted", "ended_at": SOON, "ended_by": "SELF"}, "a_referral_is_decided_by_another"),
        ({"status": "granted"}, "an_ended_referral_says_when_and_by_whom"),
        ({"status": "closed", "ended_at": SOON, "ended_by": "person/x"}, "a_closed_referral_says_why"),
    ],
)
def test_the_database_refuses_a_bad_case(changed: dict[str, Any], name: str, shop: Merchant, bank: Desk) -> None:
    look(shop)
    case = bank.proposed(shop)
    values = {field: case.worked_by if value == "SELF" else value for field, value in changed.items()}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Referral.objects.filter(pk=case.pk).update(**values)
    copied = {field.attname: getattr(case, field.attname) for field in Referral._meta.concrete_fields if field.name != "id"}
    with pytest.raises(IntegrityError, match="one_open_referral_per_party_and_product"), transaction.atomic():
        Referral.objects.create(**copied)


def test_an_answer_stays_as_it_was_given(shop: Merchant, bank: Desk) -> None:
    look(shop)
    case = bank.answered(shop, KEEP)
    with pytest.raises(DatabaseError, match="has ended"), transaction.atomic():
        Referral.objects.filter(pk=case.pk).update(answer="Something else")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM referrals_referral")
