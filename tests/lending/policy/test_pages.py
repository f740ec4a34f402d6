"""The officers' pages of policies, and the same over the API."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

import lending
from ecosystem.identity.public import Person
from lending.offers import actions as offers
from lending.offers.actions.ending import JOB
from lending.policy.actions import plan_in_force
from lending.policy.models import PolicyDraft, PolicyVersion
from lending.portraits.public import digest
from tests.lending.cast import at_bank, merchant
from tests.lending.policy.values import TOWN, strict
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
POLICIES = "/bank/credit/policies/"


@pytest.fixture(autouse=True)
def it_is_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)


def officer(language: str = "en", role: str = "credit_officer") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Person.objects.get(pk=at_bank(role).person_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:500]
    return re.sub(r"\s+", " ", answer.content.decode()).replace("&#x27;", "'")


def begun(client: Client) -> PolicyDraft:
    answer = client.post(f"{POLICIES}2/copy/", {"note": "Younger shops", "idempotency_key": "k"})
    assert answer.status_code == 302
    return PolicyDraft.objects.get()


def form_of(content: dict[str, Any], node: int) -> dict[str, list[str]]:
    """The table as its form sends it back, with an empty row at the end."""
    table = content["nodes"][node]
    rows = table["rows"]
    sent = {"row": [row["row"] for row in rows] + [""], "when": ["; ".join(f"{n} {t}" for n, t in row["when"].items()) for row in rows] + [""]}
    return sent | {f"then-{output['output']}": [str(row["then"][output["output"]]) for row in rows] + [""] for output in table["outputs"]}


def test_an_officer_writes_tries_and_another_publishes_and_takes_it_back() -> None:
    one, other = officer(), officer()
    offers.qualify(party_id=merchant("Young", days=50).party_id, by=JOB, at=AT)
    draft = begun(one)
    url = f"{POLICIES}drafts/{draft.pk}/"
    page = read(one, url)
    assert "Sound" in page and "You wrote it; a colleague publishes it." in page and 'value="history_days &lt; 60 or missing"' in page
    sent = form_of(TOWN, 0)
    assert one.post(f"{url}tables/eligibility/", sent).status_code == 302
    draft.refresh_from_db()
    assert draft.content == TOWN
    sent["when"][0] = "history_days less than 40"
    assert one.post(f"{url}tables/eligibility/", sent).status_code == 302
    assert "is no condition on a number" in read(one, url) and "It can't be published yet" in read(one, url)
    assert "It can't be tried yet" in read(one, f"{url}swaps/")
    sent["when"][0] = "history_days < 40 or missing"
    assert one.post(f"{url}tables/eligibility/", sent).status_code == 302
    tried = read(one, f"{url}swaps/")
    assert "Young" in tried and "Same, to the byte" in tried and "1 / 1" in tried
    assert 'name="sha256"' not in read(one, url)
    draft.refresh_from_db()
    asked = {"sha256": digest(draft.content), "role": "champion", "from_on": "", "share": ""}
    assert one.post(f"{url}publish/", asked).status_code == 403
    assert other.post(f"{url}tables/eligibility/", sent).status_code == 403
    assert "Days since the first settled sale &lt; 40 or not known" in read(other, url)
    assert other.post(f"{url}publish/", asked).status_code == 302
    assert plan_in_force(AT).champion_id == 3
    assert one.post(f"{POLICIES}roll-back/", {"seen": "9" * 5_000, "why": "too many"}).status_code == 422
    page = read(one, POLICIES)
    assert "Back to version 2" in page and "Younger shops" in page
    assert one.post(f"{POLICIES}roll-back/", {"seen": str(plan_in_force(AT).pk), "why": "too many"}).status_code == 302
    assert plan_in_force(AT).champion_id == 2
    assert "version 3" in read(one, f"{POLICIES}3/")
    shadow = {"role": "shadow", "why": "watch it", "from_on": "2026-11-20"}
    assert one.post(f"{POLICIES}3/plan/", shadow).status_code == 403
    assert other.post(f"{POLICIES}3/plan/", shadow).status_code == 302
    offers.qualify(party_id=merchant("Next").party_id, by=JOB, at=AT)
    assert "It has seen 1 decision and said the same of 1." in read(one, POLICIES)
    share = {"role": "challenger", "why": "a tenth", "from_on": "2026-12-01", "share": "10"}
    assert other.post(f"{POLICIES}3/plan/", share).status_code == 302
    assert "version 3 for 10%" in read(one, POLICIES)


def test_a_model_file_is_taken_over_and_a_draft_is_dropped() -> None:
    client = officer()
    draft = begun(client)
    url = f"{POLICIES}drafts/{draft.pk}/"
    answer = client.post(f"{url}tables/grade/import/", {"model": SimpleUploadedFile("m.json", b"{]")})
    assert answer.status_code == 422
    columns = [{"id": "o", "field": "grade"}, {"id": "p", "field": "multiple_bp"}, {"id": "q", "field": "outcome"}, {"id": "r", "field": "code"}]
    rule = {"i": "", "o": '"A"', "p": "10000", "q": '"approve"', "r": ""}
    content = {"hitPolicy": "first", "inputs": [{"id": "i", "field": "points"}], "outputs": columns, "rules": [rule]}
    model = json.dumps({"nodes": [{"type": "decisionTableNode", "content": content}]}).encode()
    assert client.post(f"{url}tables/grade/import/", {"model": SimpleUploadedFile("m.json", model)}).status_code == 302
    draft.refresh_from_db()
    assert [row["then"]["grade"] for row in draft.content["nodes"][2]["rows"]] == ["A"]
    assert client.post(f"{url}discard/").status_code == 302
    assert "Nothing is being written" in read(client, POLICIES)
    assert "Dropped" in read(client, url)


def test_the_case_says_what_nobody_asked_and_what_nearly_stopped_it() -> None:
    client = officer()
    decision = offers.qualify(party_id=merchant("Edge", days=63).party_id, by=JOB, at=AT).decision
    page = read(client, f"/bank/credit/{decision.pk}/")
    assert page.count("Not checked") == 4 and "No tax bureau is connected" in page
    assert "(close)" in page and "Same answer, to the byte" in page
    assert "&lt; ¥500.00 or not known" in page


def test_the_pages_are_there_in_chinese_and_for_officers_alone() -> None:
    draft = begun(officer())
    paths = [POLICIES, f"{POLICIES}2/", f"{POLICIES}drafts/{draft.pk}/", f"{POLICIES}drafts/{draft.pk}/swaps/"]
    for path in paths:
        assert Client().get(path).status_code == 302
        read(officer(role="operator"), path, 403)
    for path in (f"{POLICIES}9/", f"{POLICIES}drafts/{PolicyDraft(content={}).pk}/"):
        read(officer(), path, 404)
    if (Path(lending.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.mo").exists():
        assert "现在的决策依据" in read(officer("zh-hans"), POLICIES)
    assert "Written for the first engine" in read(officer(), f"{POLICIES}1/")


def test_programs_do_the_same() -> None:
    one, other = officer(), officer()
    told = one.get("/api/v1/policies").json()
    assert (told["in_force"]["champion"], [row["number"] for row in told["versions"]]) == (2, [2, 1])
    assert one.get("/api/v1/policies/2").json()["content"] == TOWN
    sent = {"note": "smaller", "content": strict(first_offer_bp=2_000)}
    more: dict[str, Any] = {"content_type": "application/json"}
    assert one.post("/api/v1/policies/drafts", sent, **more).status_code == 400
    drafts = [one.post("/api/v1/policies/drafts", sent, headers={"idempotency-key": "k"}, **more).json() for _ in range(2)]
    assert drafts[0] == drafts[1] and drafts[0]["faults"] == []
    publish, asked = f"/api/v1/policies/drafts/{drafts[0]['id']}/publish", {"sha256": drafts[0]["sha256"], "role": "champion"}
    assert one.post(publish, asked, **more).status_code == 403
    assert other.post(publish, asked, **more).json()["number"] == 3
    assert other.post(publish, asked, **more).status_code == 409
    seen = one.get("/api/v1/policies").json()["in_force"]["id"]
    assert one.post("/api/v1/policies/roll-back", {"seen": seen, "why": "x"}, **more).json()["champion"] == 2
    for who, status in ((Client(), 401), (officer(role="operator"), 403)):
        assert who.get("/api/v1/policies").status_code == status
        assert who.get("/api/v1/policies/2").status_code == status
        assert who.post(publish, asked, **more).status_code == status
        assert who.post("/api/v1/policies/roll-back", {"seen": seen, "why": "x"}, **more).status_code == status
        assert who.post("/api/v1/policies/drafts", sent, headers={"idempotency-key": "z"}, **more).status_code == status
    assert PolicyVersion.objects.count() == 3
