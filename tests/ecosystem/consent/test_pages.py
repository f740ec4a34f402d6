from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ecosystem.audit.models import Act
from ecosystem.audit.public import record
from ecosystem.consent import queries
from ecosystem.consent.models import Grant
from ecosystem.consent.public import CREDIT_ASSESSMENT
from ecosystem.identity.models import Person
from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor

from .cast import AT, Cast, call_the_cast

PURPOSE = CREDIT_ASSESSMENT.code


@pytest.fixture
def cast(db: None) -> Cast:
    return call_the_cast()


def browser(who: Actor, *, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    assert who.person_id is not None
    client.force_login(Person.objects.get(pk=who.person_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def form(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"party": str(cast.shop), "purpose": PURPOSE, "seen": CREDIT_ASSESSMENT.sha256, "days": "90", "idempotency_key": "k1", **more}


def give(client: Client, cast: Cast, key: str = "k1", **more: Any) -> Any:
    body = {"party": str(cast.shop), "purpose": PURPOSE, **more}
    return client.post("/api/v1/consents", body, content_type="application/json", headers={"Idempotency-Key": key})


def test_an_owner_gives_and_withdraws_with_plain_forms(cast: Cast) -> None:
    client = browser(cast.owner)
    page = client.get("/consents/").content.decode()
    assert "Work out what you can borrow" in page
    assert "Not allowed" in page
    assert client.post("/consents/grant/", form(cast)).status_code == 302
    held = Grant.objects.get()
    assert timedelta(days=88) < held.until - held.granted_at <= timedelta(days=90)
    page = client.get("/consents/").content.decode()
    assert 'data-status="standing"' in page
    assert "not yet" in page
    assert client.post(f"/consents/{held.pk}/revoke/", {"idempotency_key": "k2"}).status_code == 302
    page = client.get("/consents/").content.decode()
    assert 'data-status="none"' in page
    assert "withdrawn" in page


def test_a_button_of_htmx_answers_with_the_list_alone(cast: Cast) -> None:
    client = browser(cast.owner)
    answer = client.post("/consents/grant/", form(cast), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'data-status="standing"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_a_form_sent_twice_is_one_grant(cast: Cast) -> None:
    client = browser(cast.owner)
    client.post("/consents/grant/", form(cast))
    client.post("/consents/grant/", form(cast))
    assert Grant.objects.count() == 1


def test_the_page_reads_in_chinese_too(cast: Cast) -> None:
    page = browser(cast.owner, language="zh-hans").get("/consents/").content.decode()
    assert "评估可贷额度" in page
    assert "阿梅鲜果" in page


def test_the_page_tells_when_the_bank_last_read(cast: Cast) -> None:
    client = browser(cast.owner)
    client.post("/consents/grant/", form(cast))
    record("feed.read", target=Grant.objects.get(), by=cast.officer, at=clock.now())
    assert "not yet" not in client.get("/consents/").content.decode()


@pytest.mark.parametrize("who", ["clerk", "rival", "officer"])
def test_the_wrong_person_sees_and_changes_nothing(cast: Cast, who: str) -> None:
    give(browser(cast.owner), cast)
    held = Grant.objects.get()
    client = browser(getattr(cast, who))
    assert "Mei&#x27;s Fruit" not in client.get("/consents/").content.decode()
    assert client.post("/consents/grant/", form(cast)).status_code == 404
    assert client.post(f"/consents/{held.pk}/revoke/", {"idempotency_key": "k"}).status_code == 404
    assert client.get("/api/v1/consents").json() == []
    assert give(client, cast).status_code == 404
    assert client.post(f"/api/v1/consents/{held.pk}/revoke", headers={"Idempotency-Key": "k"}).status_code == 404
    held.refresh_from_db()
    assert (held.ending, Grant.objects.count(), Act.objects.count()) == ("", 1, 1)


def test_a_visitor_signs_in_first(cast: Cast) -> None:
    client = Client()
    assert client.get("/consents/").status_code == 302
    assert client.post("/consents/grant/", form(cast)).status_code == 302
    assert client.get("/api/v1/consents").status_code == 401
    assert give(client, cast).status_code == 401
    assert Grant.objects.count() == 0


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ({"days": "91"}, 422),
        ({"days": "x"}, 422),
        ({"seen": "0" * 64}, 409),
        ({"seen": ""}, 409),
        ({"purpose": "marketing"}, 422),
        ({"party": "x"}, 404),
    ],
)
def test_a_stale_or_bent_form_changes_nothing(cast: Cast, broken: dict[str, str], code: int) -> None:
    assert browser(cast.owner).post("/consents/grant/", form(cast, **broken)).status_code == code
    assert Grant.objects.count() == 0


def test_programs_give_list_and_withdraw(cast: Cast) -> None:
    client = browser(cast.owner)
    [purpose, *_others] = client.get("/api/v1/consent-purposes").json()
    made = give(client, cast, text_sha256=purpose["sha256"])
    assert made.status_code == 201
    assert made.json()["status"] == "standing"
    assert give(client, cast, text_sha256=purpose["sha256"]).json()["id"] == made.json()["id"]
    [listed] = client.get("/api/v1/consents").json()
    assert (listed["id"], listed["last_read_at"]) == (made.json()["id"], None)
    ended = client.post(f"/api/v1/consents/{listed['id']}/revoke", headers={"Idempotency-Key": "k9"})
    assert (ended.status_code, ended.json()["status"]) == (200, "revoked")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"purpose": "marketing"}, 422, "unknown_purpose"),
        ({"until": "2099-01-01T00:00:00Z"}, 422, "consent_until_not_allowed"),
        ({"text_sha256": "0" * 64}, 409, "consent_text_changed"),
        ({"grantee": "anyone"}, 422, "invalid"),
        ({"party": "x"}, 422, "invalid"),
    ],
)
def test_a_program_is_told_why_not(cast: Cast, body: dict[str, str], status: int, code: str) -> None:
    answer = give(browser(cast.owner), cast, **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Grant.objects.count() == 0


def test_a_consent_without_a_key_is_refused(cast: Cast) -> None:
    answer = browser(cast.owner).post("/api/v1/consents", {"party": str(cast.shop), "purpose": PURPOSE}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert Grant.objects.count() == 0


def test_the_page_asks_the_database_three_times_and_four_a_business(cast: Cast) -> None:
    give(browser(cast.owner), cast)
    with CaptureQueriesContext(connection) as asked:
        [shown] = queries.choices_of(cast.owner, AT)
    assert len(asked) == 3 + 4
    assert shown.party.pk == cast.shop
