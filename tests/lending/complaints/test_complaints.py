"""A complaint gets a number and a day, an answer from somebody who had no part in it, and one more if that was none."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ecosystem.audit.models import Act
from ecosystem.identity.public import Membership, Person, give_role
from ecosystem.kernel.actor import Actor
from ecosystem.kernel.clock import business_date
from ecosystem.notices.public import Notice
from ecosystem.once.public import KeyUsedOtherwise
from lending.complaints import actions, errors, rules
from lending.complaints.actions import Reply, Said
from lending.complaints.models import Answer, Complaint
from lending.complaints.queries import standing
from lending.offers.models import Offer
from lending.referrals.models import Referral
from tests.lending.cast import Merchant, at_bank, merchant
from tests.lending.referrals.cast import SOON, desk, look, referred
from tests.lending.referrals.test_pages import browser, read

pytestmark = pytest.mark.django_db
DESK, MINE, API, JSON = "/bank/complaints/", "/credit/complaints/", "/api/v1/credit-complaints", "application/json"
DAY = timedelta(days=1)
NO = Reply("rejected", "none", "The rate is the one you saw.", "Trace of the offer read.")
AGAIN = Reply("upheld", "look_again", "You are right, people look again.", "Own sales were counted twice.")


def complained(shop: Merchant, *, key: str = "a", said: Said | None = None, at: datetime = SOON) -> Complaint:
    return actions.file_complaint(party_id=shop.party_id, said=said or Said("person", None, "He laughed."), key=key, by=shop.by, at=at)


def test_a_complaint_is_answered_by_somebody_else_reopened_once_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: SOON)
    shop, bank, risk, stranger = referred(), desk(), at_bank("risk_manager"), at_bank("credit_officer")
    look(shop)
    bank.answered(shop)
    offer = Offer.objects.get()
    owner = browser(shop.by)
    [link] = re.findall(r'href="(/credit/complaints/[^"]+)"', read(owner, "/credit/"))
    assert link.endswith(f"subject={offer.pk}") and 'value="offer" selected' in read(owner, link.replace("&amp;", "&"))
    said = {"party": str(shop.party_id), "about": "offer", "subject": str(offer.pk), "words": "Too dear.", "idempotency_key": "a"}
    assert [owner.post(f"{MINE}file/", said).status_code for _ in range(2)] == [302, 302]
    made = Complaint.objects.get()
    assert re.fullmatch(r"TS-20261120-[0-9A-F]{8}", made.number) and made.answer_on == business_date(SOON) + 15 * DAY
    assert made.barred == sorted({bank.maker.name, bank.checker.name})
    page = read(owner, MINE)
    assert made.number in page and "5 Dec 2026" in page and made.number in read(browser(shop.by, "zh-hans"), MINE)
    assert {one.party_id for one in Notice.objects.filter(kind="credit_complaint_to_answer")} >= {risk.party_id, stranger.party_id}
    # Whoever lent may read it and can't answer it.
    here = f"{DESK}{made.pk}/"
    assert "You had a part in" in read(browser(bank.maker), here) and browser(bank.maker).post(f"{here}take/").status_code == 403
    desk_of_risk = browser(risk)
    assert made.number in read(desk_of_risk, DESK) and desk_of_risk.post(f"{here}take/").status_code == 302
    assert "A colleague works on it." in read(browser(stranger), here) and browser(stranger).post(f"{here}take/").status_code == 409
    answer = {"outcome": "rejected/none", "answer": "The rate is the one you saw.", "grounds": "Trace read."}
    assert desk_of_risk.post(f"{here}answer/", answer | {"grounds": ""}).status_code == 422
    assert desk_of_risk.post(f"{here}answer/", answer).status_code == 302
    page = read(owner, MINE)
    assert "The rate is the one you saw." in page and "Trace read." not in page and "That was no answer" in page
    assert owner.post(f"{MINE}{made.pk}/reopen/", {"why": "It is not."}).status_code == 302
    assert "That was no answer" not in read(owner, MINE) and owner.post(f"{MINE}{made.pk}/reopen/", {"why": "Nor that."}).status_code == 409
    # The second answer is another's; it changes something, so it takes two.
    assert desk_of_risk.post(f"{here}take/").status_code == 403
    one, two = browser(stranger), browser(at_bank("credit_officer"))
    assert one.post(f"{here}take/").status_code == 302
    assert one.post(f"{here}answer/", {"outcome": "upheld/look_again", "answer": "We look again.", "grounds": "Own sales."}).status_code == 302
    [seen] = re.findall(r'name="seen" value="(\w+)"', read(two, here))
    assert 'name="seen"' not in read(one, here) and one.post(f"{here}confirm/", {"seen": seen}).status_code == 403
    assert "We look again." not in read(owner, MINE) and two.post(f"{here}confirm/", {"seen": "other"}).status_code == 409
    assert two.post(f"{here}confirm/", {"seen": seen}).status_code == 302 and two.post(f"{here}confirm/", {"seen": seen}).status_code == 409
    assert Referral.objects.open().get().words.startswith(made.number) and "We look again." in read(owner, MINE)
    assert made.number in read(two, f"{DESK}?which=answered") and "Own sales." in read(two, here)
    counted = standing(SOON)
    assert (counted.open, counted.filed, counted.answered, counted.upheld, counted.answered_late) == (0, 1, 2, 1, 0)
    [listed] = owner.get(API).json()
    assert [told["outcome"] for told in listed["answers"]] == ["rejected", "upheld"] and listed["number"] == made.number
    for path in (DESK, here):
        with CaptureQueriesContext(connection) as asked:
            two.get(path)
        assert len(asked) <= 16, path


def test_it_is_refused_in_words_and_nothing_is_half_done() -> None:
    shop, rival, risk, other = merchant("Young", days=40), merchant("Rival", days=0), at_bank("risk_manager"), at_bank("credit_officer")
    decision = look(shop).decision
    for about, subject, refused in (
        ("refusal", rival.party_id, errors.SubjectNotFound),
        ("person", decision.pk, errors.SubjectNotFound),
        ("weather", None, errors.ComplaintUnsound),
    ):
        with pytest.raises(refused):
            complained(shop, said=Said(about, subject, "w"))
    with pytest.raises(errors.ComplaintUnsound):
        complained(shop, said=Said("refusal", decision.pk, " "))
    with pytest.raises(errors.SubjectNotFound):
        actions.file_complaint(party_id=shop.party_id, said=Said("person", None, "w"), key="r", by=rival.by, at=SOON)
    assert not Complaint.objects.exists()
    made = complained(shop, said=Said("refusal", decision.pk, "Why?"))
    assert complained(shop, said=Said("refusal", decision.pk, "Why?")).pk == made.pk
    with pytest.raises(KeyUsedOtherwise):
        complained(shop)
    step: dict[str, Any] = {"complaint_id": made.pk, "at": SOON}
    for verb in (actions.put_back, lambda **said: actions.answer_complaint(reply=NO, **said)):
        with pytest.raises(errors.ComplaintMoved):
            verb(by=risk, **step)
    with pytest.raises(errors.NotReopened):
        actions.reopen_complaint(why="w", by=shop.by, **step)
    with transaction.atomic():
        give_role(person=Person.objects.get(pk=other.person_id), party=shop.party, role=Membership.Role.OWNER, at=SOON)
    with pytest.raises(errors.HandledByAnother):
        actions.take_complaint(by=other, **step)
    actions.take_complaint(by=risk, **step)
    for reply in (Reply("rejected", "look_again", "a", "g"), Reply("upheld", "none", "a", ""), Reply("", "", "a", "g")):
        with pytest.raises(errors.AnswerUnsound):
            actions.answer_complaint(reply=reply, by=risk, **step)
    actions.answer_complaint(reply=AGAIN, by=risk, **step)
    checker = at_bank("credit_officer")
    with pytest.raises(errors.WhyMissing):
        actions.give_back(why=" ", by=checker, **step)
    actions.give_back(why="Say it plainer", by=checker, **step)
    made.refresh_from_db()
    assert (made.status, made.answer, made.returned_why) == ("worked", "", "Say it plainer") and not Answer.objects.exists()
    # Late: told once to her, daily to the bank, and anybody who may takes it over.
    late = SOON + 16 * DAY
    assert (actions.remind(at=SOON), actions.remind(at=late), actions.remind(at=late), actions.remind(at=late + DAY)) == (0, 1, 0, 1)
    assert Notice.objects.filter(kind="credit_complaint_late").count() == 1
    assert Notice.objects.filter(kind="credit_complaint_overdue", party_id=checker.party_id).count() == 2
    actions.take_complaint(complaint_id=made.pk, by=checker, at=late)
    actions.answer_complaint(complaint_id=made.pk, reply=NO, by=checker, at=late)
    assert Answer.objects.get().was_late and standing(late).answered_late == 1
    with pytest.raises(errors.NotReopened):
        actions.reopen_complaint(complaint_id=made.pk, why="w", by=shop.by, at=late + 31 * DAY)


def test_strangers_see_and_move_nothing() -> None:
    shop, rival = merchant("Young", days=0), merchant("Rival", days=0)
    made = complained(shop)
    clerkless: list[Actor] = [rival.by, at_bank("operator")]
    for who in clerkless:
        client = browser(who)
        assert client.post(f"{MINE}{made.pk}/reopen/", {"why": "w"}).status_code == 404
        assert client.post(f"{API}/{made.pk}/reopen", {"why": "w"}, JSON).status_code == 404
        assert client.get(f"{MINE}?party={shop.party_id}").status_code == 404 and client.get(API).json() == []
        sent = {"party": str(shop.party_id), "about": "person", "words": "w"}
        assert client.post(API, sent, JSON, headers={"idempotency-key": "k"}).status_code == 404
        assert client.post(f"{MINE}file/", sent | {"idempotency_key": "k"}).status_code == 404
        for path in (DESK, f"{DESK}{made.pk}/"):
            assert client.get(path).status_code == 403
        for act in ("take", "put-back", "answer", "confirm", "back"):
            assert client.post(f"{DESK}{made.pk}/{act}/", {"why": "w", "seen": "s", "outcome": "rejected/none"}).status_code == 403
    assert Client().get(DESK).status_code == 302 and Client().get(API).status_code == 401
    assert browser(at_bank("risk_manager")).get(f"{DESK}{shop.party_id}/").status_code == 404
    made.refresh_from_db()
    assert (made.status, made.round, Complaint.objects.count()) == ("waiting", 1, 1) and not Act.objects.filter(
        act__contains="complaints.read"
    ).exists()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"about": "weather"}, "complaint_is_about_a_known_thing"),
        ({"status": "lost"}, "complaint_has_a_known_status"),
        ({"words": ""}, "a_complaint_says_what_and_by_whom"),
        ({"round": 2}, "a_complaint_is_reopened_once_and_says_why"),
        ({"status": "worked"}, "a_complaint_that_is_worked_on_says_by_whom"),
        ({"status": "proposed", "worked_by": "person/1"}, "a_proposed_answer_is_whole"),
        ({"status": "worked", "worked_by": "person/9", "barred": ["person/9"]}, "a_complaint_is_handled_by_another"),
    ],
)
def test_the_database_refuses_what_no_verb_writes(change: dict[str, Any], name: str) -> None:
    made = complained(merchant("Young", days=0))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Complaint.objects.filter(pk=made.pk).update(**change)


def test_answers_stay_and_what_changes_something_has_two_names() -> None:
    made = complained(merchant("Young", days=0))
    whole: dict[str, Any] = {"complaint": made, "round": 1, "outcome": "rejected", "remedy": "none", "answer": "a", "grounds": "g"}
    whole |= {"worked_by": "person/1", "decided_by": "person/1", "answered_at": SOON, "was_late": False}
    for change, name in (
        ({"outcome": "upheld", "remedy": "look_again"}, "what_changes_something_is_answered_by_two"),
        ({"outcome": "maybe"}, "an_answer_upholds_or_rejects"),
        ({"grounds": ""}, "an_answer_says_what_why_and_by_whom"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Answer.objects.create(**whole | change)
    Answer.objects.create(**whole)
    with pytest.raises(IntegrityError, match="a_complaint_is_answered_once_a_round"), transaction.atomic():
        Answer.objects.create(**whole)
    with pytest.raises(Exception, match="denied|never changed"), transaction.atomic():
        Answer.objects.update(answer="b")
    assert all(row.answer_days and row.reopen_days and row.source for row in rules.all_deadlines())
