"""Cases of people: one is open however many ask, one officer has it, and it is answered once. Real threads, real commits."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import transaction

from ecosystem.consent.public import revoke
from ecosystem.identity.public import Membership, give_role
from ecosystem.kernel.errors import DomainError
from lending.offers.actions import decide_referral, qualify_party
from lending.offers.models import Offer
from lending.referrals.actions import ask_for_person, claim, close_unconsented, give_back, propose, release, remind
from lending.referrals.models import Referral
from tests.lending.cast import actor, person
from tests.lending.referrals.cast import GRANT, SOON, Desk, desk, look, referred
from tests.lending.trade import AT
from tests.together import at_once, neck_and_neck

pytestmark = pytest.mark.race


def codes(answers: list[Any]) -> list[str]:
    return sorted(answer.code for answer in answers if isinstance(answer, DomainError))


def test_a_case_has_one_officer_and_is_answered_once(committed: str) -> None:
    shop, bank = referred(), desk()
    third = desk().maker
    look(shop)
    case = Referral.objects.get()
    answers = neck_and_neck(*[partial(claim, referral_id=case.pk, by=by, at=SOON) for by in (bank.maker, bank.checker, third)])
    assert codes(answers) == ["referral_moved"] * 2
    case.refresh_from_db()
    [maker] = [by for by in (bank.maker, bank.checker, third) if by.name == case.worked_by]
    one, other = [by for by in (bank.maker, bank.checker, third) if by != maker]
    proposing: dict[str, Any] = {"referral_id": case.pk, "decision_id": case.decision_id, "proposal": GRANT, "by": maker, "at": SOON}
    answers = neck_and_neck(partial(propose, **proposing), partial(release, referral_id=case.pk, by=maker, at=SOON))
    assert codes(answers) == ["referral_moved"]
    case.refresh_from_db()
    if case.status == "waiting":
        claim(referral_id=case.pk, by=maker, at=SOON)
        case = propose(**proposing)
    decide = [partial(decide_referral, referral_id=case.pk, seen=case.seen, key="k", by=by, at=SOON) for by in (one, other)]
    answers = neck_and_neck(*decide, partial(give_back, referral_id=case.pk, why="w", by=other, at=SOON))
    assert codes(answers) == ["referral_moved"] * 2
    case.refresh_from_db()
    assert Offer.objects.count() == (case.status == "granted")
    assert (case.status == "granted") != (case.status == "worked")


def test_a_policy_that_refers_and_owners_who_ask_open_one_case(committed: str) -> None:
    shop, sister = referred(), person("sister")
    look(shop)
    Referral.objects.update(status="closed", ended_at=SOON, ended_by="platform/test", ended_why="test")
    with transaction.atomic():
        give_role(person=sister, party=shop.party, role=Membership.Role.OWNER, at=AT)
    ask = [partial(ask_for_person, party_id=shop.party_id, words="", key="k", by=by, at=SOON) for by in (shop.by, actor(sister))]
    answers = at_once(*ask, partial(qualify_party, party_id=shop.party_id, at=SOON))
    assert codes(answers) == []
    assert Referral.objects.open().get().cause == "asked"


def test_a_decision_a_new_look_and_a_consent_taken_back_at_once_agree(committed: str) -> None:
    """Whatever comes first: people's offer stands on a consent that stood, or there is none; and the late are told once."""
    shop, bank = referred(), desk()
    look(shop)
    case = bank.proposed(shop)

    def take_back() -> None:
        with transaction.atomic():
            revoke(grant_id=case.decision.snapshot.grant_id, by=shop.by, at=SOON)

    answers = at_once(
        partial(decide, bank, case), partial(qualify_party, party_id=shop.party_id, at=SOON), take_back, partial(close_unconsented, at=SOON)
    )
    assert set(codes(answers)) <= {"consent_withdrawn", "referral_moved"}
    case.refresh_from_db()
    assert Offer.objects.exists() == (case.status == "granted")
    other = referred("Other")
    look(other)
    late = Referral.objects.open().get(party=other.party_id)
    told = at_once(*[partial(remind, at=late.due_at.replace(year=2027))] * 3)
    assert sum(answer for answer in told if isinstance(answer, int)) >= 1
    late.refresh_from_db()
    assert late.late_told_at is not None


def decide(bank: Desk, case: Referral) -> Referral:
    return bank.decide(case)
