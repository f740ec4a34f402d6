"""What an owner sees of people's work, and what officers do on their desk and the case page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ecosystem.audit.models import Act
from ecosystem.identity.public import Person
from ecosystem.kernel.actor import Actor
from lending.offers.models import Offer
from lending.referrals.actions import remind
from lending.referrals.models import Referral
from tests.lending.cast import at_bank, merchant
from tests.lending.referrals.cast import SOON, desk, look, referred

pytestmark = pytest.mark.django_db
DESK, API, JSON = "/bank/referrals/", "/api/v1/referrals", "application/json"


@pytest.fixture(autouse=True)
def it_is_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: SOON)


def browser(who: Actor, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Person.objects.get(pk=who.person_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return re.sub(r"\s+", " ", answer.content.decode()).replace("&#x27;", "'").replace("&quot;", '"')


def test_a_case_goes_from_the_owners_page_over_two_officers_back_to_it() -> None:
    shop, bank = referred(), desk()
    look(shop)
    case = Referral.objects.get()
    owner, maker, checker, risk = (browser(who) for who in (shop.by, bank.maker, bank.checker, at_bank("risk_manager")))
    page = read(owner, "/credit/")
    for words in ("A person at the bank will look at this", "at the latest", "2026-11-23T"):
        assert words in page
    assert "answer by" in read(owner, f"/credit/panel/?party={shop.party_id}")
    asked = {"party": str(shop.party_id), "words": "The canteen buys here.", "idempotency_key": "a"}
    assert [owner.post("/credit/person/", asked).status_code for _ in range(2)] == [302, 302]
    assert "The canteen buys here." in read(owner, "/credit/")
    assert case.party.name_en in read(maker, DESK) and "The canteen buys here." in read(maker, DESK) and DESK in read(maker, "/bank/credit/")
    piece = f"/bank/credit/{case.decision_id}/referral/"
    assert piece in read(maker, f"/bank/credit/{case.decision_id}/")
    assert "Work on it" in read(maker, piece) and "<form" not in read(risk, piece)
    assert maker.post(f"{DESK}{case.pk}/claim/")["Location"] == f"/bank/credit/{case.decision_id}/"
    assert "Being looked at" in read(checker, piece) and 'name="answer"' not in read(checker, piece) and 'name="answer"' in read(maker, piece)
    said: dict[str, Any] = {"decision": str(case.decision_id), "outcome": "grant", "amount": "5000", "answer": "We lend.", "grounds": "Papers seen."}
    assert maker.post(f"{DESK}{case.pk}/propose/", said | {"amount": "99999999"}).status_code == 422
    assert maker.post(f"{DESK}{case.pk}/propose/", said).status_code == 302
    assert "A second officer decides" in read(owner, "/credit/") and "We lend." not in read(owner, "/credit/")
    [seen] = re.findall(r'name="seen" value="(\w+)"', read(checker, piece))
    decide = {"seen": seen, "idempotency_key": "d"}
    assert 'name="seen"' not in read(maker, piece) and maker.post(f"{DESK}{case.pk}/decide/", decide).status_code == 403
    assert checker.post(f"{DESK}{case.pk}/decide/", decide).status_code == 302
    assert Offer.objects.get().amount_max_minor == 500_000
    page = read(owner, "/credit/")
    assert "We lend." in page and "Papers seen." not in page and "offer you up to ¥5,000.00" in page and 'id="amount"' in page
    assert "Papers seen." in read(risk, piece) and case.party.name_en in read(maker, f"{DESK}?which=answered")
    [listed] = owner.get("/api/v1/referrals").json()
    assert (listed["status"], listed["answer"], listed["granted"]["amount"]) == ("granted", "We lend.", "5000.00")


def test_a_no_and_a_late_answer_are_told_plainly_in_both_languages() -> None:
    shop, bank = referred(), desk()
    look(shop)
    case = bank.claimed(shop)
    remind(at=case.due_at + timedelta(minutes=1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: case.due_at + timedelta(minutes=2))
        assert "It takes longer than we said" in read(browser(shop.by), "/credit/")
        assert "比答应的要久" in read(browser(shop.by, "zh-hans"), "/credit/")
        assert "Late" in read(browser(bank.checker), DESK) and "Take it over" in read(
            browser(bank.checker), f"/bank/credit/{case.decision_id}/referral/"
        )
    young = merchant("Young", days=40)
    look(young)
    page = read(browser(young.by), "/credit/")
    assert "Have a person look" in page and "/credit/person/" in page
    answer = browser(young.by).post(API, {"party": str(young.party_id)}, JSON, headers={"idempotency-key": "k"})
    assert (answer.status_code, answer.json()["cause"], answer.json()["answer"]) == (201, "asked", "")
    assert "You asked for it" in read(browser(young.by), "/credit/")


def test_strangers_see_and_move_nothing() -> None:
    shop, rival = referred(), merchant("Rival", days=0)
    look(shop)
    case = Referral.objects.get()
    for who in (rival.by, at_bank("operator")):
        client = browser(who)
        assert client.post("/credit/person/", {"party": str(shop.party_id), "idempotency_key": "k"}).status_code == 404
        assert client.post(API, {"party": str(shop.party_id)}, JSON, headers={"idempotency-key": "k"}).status_code == 404
        assert client.get("/api/v1/referrals").json() == []
        assert {client.get(path).status_code for path in (DESK, f"/bank/credit/{case.decision_id}/referral/")} == {403}
        for act in ("claim", "release", "back", "decide"):
            assert client.post(f"{DESK}{case.pk}/{act}/", {"idempotency_key": act, "why": "w", "seen": "s"}).status_code == 403
        said = {"decision": str(case.decision_id), "outcome": "keep", "answer": "a", "grounds": "g"}
        assert client.post(f"{DESK}{case.pk}/propose/", said).status_code == 403
    assert Client().get(DESK).status_code == 302 and Client().get("/api/v1/referrals").status_code == 401
    case.refresh_from_db()
    assert case.status == "waiting" and not Act.objects.filter(act="lending.referrals.read").exists()
    officer = browser(at_bank("credit_officer"))
    officer.get(DESK)
    with CaptureQueriesContext(connection) as asked:
        officer.get(DESK)
    assert len(asked) <= 12
