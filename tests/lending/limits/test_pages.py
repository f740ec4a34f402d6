from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.test import Client

from ecosystem.audit.models import Act
from ecosystem.identity.public import Person
from lending.limits import public as limits
from lending.limits.models import LimitNode
from tests.lending.cast import at_bank, merchant

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def client_of(role: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(Person.objects.get(pk=at_bank(role).person_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


def test_an_officer_sees_the_tree_freezes_cuts_and_groups_and_programs_do_too() -> None:
    shop = merchant("Corner", days=0)
    url, officer = f"/bank/limits/{shop.party_id}/", client_of("credit_officer")
    assert "No line has been opened yet" in read(officer, url)
    line = limits.open_line(party_id=shop.party_id, family="line", limit_minor=100_000, at=AT)
    limits.reserve(node_id=line.pk, amount_minor=60_000, key="a", at=AT)
    assert "used ¥0.00, set aside ¥600.00, of ¥1,000.00 (60%)" in read(officer, url)
    node = {"node": str(line.pk)}
    assert officer.post(f"{url}freeze/", {**node, "why": "court case", "idempotency_key": "f"}).status_code == 302
    assert "court case" in read(officer, url)
    assert officer.post(f"{url}cut/", {**node, "limit": "500", "why": "warning"}).status_code == 302
    assert "Over: cut below what is used" in read(officer, url)
    assert officer.post(f"{url}cut/", {**node, "limit": "900", "why": "warning"}).status_code == 422
    assert officer.post(f"{url}unfreeze/", {**node, "reason": "court case"}).status_code == 302
    assert officer.post(f"{url}join/", {"name": "Mei", "limit": "2000"}).status_code == 302
    assert "Group · Mei" in read(officer, url)
    told: list[dict[str, Any]] = officer.get(f"/api/v1/limits/{shop.party_id}").json()
    assert [(row["kind"], row["reserved"]["amount"]) for row in told] == [(kind, "600.00") for kind in ("group", "obligor", "family", "facility")]
    assert (told[-1]["over"], told[-1]["frozen"], told[-1]["free"]["amount"]) == (True, False, "0.00")
    ring = partial(officer.post, "/api/v1/limits/freeze", {**node, "why": "ring"}, content_type="application/json")
    assert [ring(headers={"Idempotency-Key": key}).status_code for key in ("r", "r", "again")] == [204] * 3
    assert (ring().status_code, ring().json()["code"]) == (400, "idempotency_key_missing")
    assert LimitNode.objects.get(pk=line.pk).frozen_reason == "ring"
    assert officer.post(f"{url}leave/").status_code == 302
    assert Act.objects.filter(act="lending.limit.read").count() == 6


def test_the_limits_are_for_officers() -> None:
    shop = merchant("Corner", days=0)
    line = limits.open_line(party_id=shop.party_id, family="line", limit_minor=100_000, at=AT)
    url = f"/bank/limits/{shop.party_id}/"
    before = list(LimitNode.objects.order_by("pk").values())
    assert Client().get(url).status_code == 302
    others = (client_of("operator"), Client())
    for other, status in zip(others, (403, 401), strict=True):
        sent = {"node": str(line.pk), "why": "x"}
        assert other.get(f"/api/v1/limits/{shop.party_id}").status_code == status
        assert other.post("/api/v1/limits/freeze", sent, headers={"Idempotency-Key": "k"}, content_type="application/json").status_code == status
        for verb in ("freeze", "unfreeze", "cut", "join", "leave"):
            more = {**sent, "reason": "x", "limit": "1", "name": "x", "idempotency_key": "k"}
            assert other.post(f"{url}{verb}/", more).status_code == (403 if status == 403 else 302)
    read(others[0], url, 403)
    assert list(LimitNode.objects.order_by("pk").values()) == before
