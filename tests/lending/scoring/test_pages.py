"""The officers' pages of scorecards, the same over the API, and the card that is written out of the registry."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

import lending
from ecosystem.identity.public import Person
from lending.scoring import stages
from lending.scoring.actions import move_model
from lending.scoring.errors import OtherPopulation, StepRefused
from lending.scoring.models import ModelStep, ScoringModel
from lending.scoring.proofs import PROVEN_AT, register_proofs
from tests.lending.cast import at_bank
from tests.lending.scoring.test_registry import file_of
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
PAGES = "/bank/scorecards/"


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
    return re.sub(r"\s+", " ", answer.content.decode())


def test_one_officer_brings_a_scorecard_in_and_another_takes_it_further() -> None:
    one, other = officer(), officer(role="risk_manager")
    assert "No scorecard yet" in read(one, PAGES)
    for broken in (b"{]", json.dumps({**file_of(), "sha256": "0" * 64}).encode(), b"[]"):
        answer = one.post(f"{PAGES}register/", {"model": SimpleUploadedFile("m.json", broken), "idempotency_key": broken.hex()[:12]})
        assert answer.status_code == 422
    assert not ScoringModel.objects.exists()
    sent = {"model": SimpleUploadedFile("m.json", json.dumps(file_of()).encode()), "idempotency_key": "k"}
    assert one.post(f"{PAGES}register/", sent).status_code == 302
    page = read(one, f"{PAGES}1/")
    assert "Waits for validation" in page and "You brought it in" in page and "&lt; 90" in page
    validate = {"stage": "validated", "why": "sound", "share": ""}
    assert [who.post(f"{PAGES}1/step/", validate).status_code for who in (one, officer())] == [403, 403]
    assert "A risk manager takes it further" in read(officer(), f"{PAGES}1/") and "Bring one in" not in read(other, PAGES)
    assert other.post(f"{PAGES}1/step/", validate).status_code == 302
    assert other.post(f"{PAGES}1/step/", validate).status_code == 409
    assert "Validated" in read(other, PAGES) and "sound" in read(one, f"{PAGES}1/")
    if (Path(lending.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.mo").exists():
        assert "评分卡" in read(officer("zh-hans"), PAGES)


def test_the_cards_in_the_docs_are_those_of_the_registry_and_claim_nothing_of_the_town(tmp_path: Path) -> None:
    """``manage.py model_cards`` writes them again, in a town that has just been settled."""
    one, other = at_bank("credit_officer"), at_bank("risk_manager")
    made = register_proofs(brought_by=one, validated_by=other, at=PROVEN_AT)
    assert [model.pk for model in register_proofs(brought_by=one, validated_by=other, at=PROVEN_AT)] == [model.pk for model in made] == [1, 2, 3]
    call_command("model_cards", to=tmp_path)
    docs = Path(lending.__file__).parent.parent / "docs" / "models"
    written, kept = ({path.name: path.read_text(encoding="utf-8") for path in place.iterdir()} for place in (tmp_path, docs))
    assert written == kept
    assert all("A proof of the method, not a model of our merchants" in text and "validated:" in text for text in kept.values())
    assert not any(claim in text.lower() for text in kept.values() for claim in ("learned from merchants", "twin circles", "learned from: merchants"))
    for stage in stages.SCORING:
        with pytest.raises((OtherPopulation, StepRefused)):
            move_model(number=2, stage=stage, why="x", share_bp=100 if stage == "challenger" else 0, by=other, at=AT)
    page = read(officer(), f"{PAGES}2/")
    for told in (
        "It proves a method and scores nobody",
        "What it said, and what came",
        "sba_numbers",
        "charged off before",
        "Journal of Statistics Education",
    ):
        assert told in page


def test_programs_do_the_same_and_nobody_else_gets_in() -> None:
    one, other = officer(), officer(role="risk_manager")
    more: dict[str, Any] = {"content_type": "application/json"}
    assert one.post("/api/v1/scorecards", file_of(), **more).status_code == 400
    made = [one.post("/api/v1/scorecards", file_of(), headers={"idempotency-key": "k"}, **more).json() for _ in range(2)]
    assert made[0] == made[1] and made[0]["stage"] == "draft"
    assert one.get("/api/v1/scorecards/1").json()["artefact"] == file_of()["artefact"]
    step = {"stage": "validated", "why": "sound"}
    assert one.post("/api/v1/scorecards/1/step", step, **more).status_code == 403
    assert other.post("/api/v1/scorecards/1/step", step, **more).json()["stage"] == "validated"
    assert [row["stage"] for row in one.get("/api/v1/scorecards").json()] == ["validated"]
    for who, status in ((Client(), 401), (officer(role="operator"), 403)):
        assert who.get("/api/v1/scorecards").status_code == status
        assert who.get("/api/v1/scorecards/1").status_code == status
        assert who.post("/api/v1/scorecards/1/step", step, **more).status_code == status
        assert who.post("/api/v1/scorecards", file_of(name="z"), headers={"idempotency-key": "z"}, **more).status_code == status
    for who, status in ((Client(), 302), (officer(role="operator"), 403)):
        for path in (PAGES, f"{PAGES}1/"):
            assert who.get(path).status_code == status
        for path in (f"{PAGES}register/", f"{PAGES}1/step/"):
            assert who.post(path, {"idempotency_key": "q", **step}).status_code == status
    assert one.get(f"{PAGES}9/").status_code == 404
    assert (ScoringModel.objects.count(), ModelStep.objects.count()) == (1, 1)
