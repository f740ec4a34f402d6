"""Joining by a program: begun once, papers by key, decided by two operators; nobody else finds it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from merchants.onboarding.models import MerchantFile, Submission
from tests import cast
from tests.cast import MORNING
from tests.merchants.onboarding.cast import IDENTITY, NEXT_YEAR, NUMBERS, PDF, PNG, desk, opened, scan
from tests.trading import Api

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


def paper(kind: str) -> dict[str, Any]:
    content = base64.b64encode(PNG).decode()
    return {"kind": kind, "number": NUMBERS.get(kind, ""), "expires_on": NEXT_YEAR.isoformat(), "content": content}


def standing() -> list[object]:
    return [list(MerchantFile.objects.order_by("pk").values()), list(Submission.objects.order_by("pk").values_list("pk", "status"))]


def test_a_file_goes_from_its_owner_to_two_operators_by_programs() -> None:
    mei, who = cast.person("mei"), desk()
    api, chosen = Api(mei), {"legal_form": "sole_trader", "trade": "noodles"}
    begun = api.post("merchant-files", chosen).json()
    assert api.post("merchant-files", chosen).json()["id"] == begun["id"]
    file, _shop = opened(mei)
    assert str(file.pk) == begun["id"]
    base, bank = f"merchant-files/{file.pk}", f"bank/merchant-files/{file.pk}"
    for kind in ("identity", "licence", "food"):
        first = api.post(f"{base}/papers", paper(kind), key=kind)
        assert (first.status_code, first.json()["status"]) == (201, "pending")
        assert api.post(f"{base}/papers", paper(kind), key=kind).json() == first.json()
        assert IDENTITY not in first.content.decode()
    assert Submission.objects.count() == 3
    assert api.post(f"{base}/papers", paper("food"), key=None).status_code == 400
    assert api.post(f"{base}/papers", {**paper("food"), "content": "*"}).json()["code"] == "document_unknown"
    # A file as large as a page takes is a part of its own; what is no file is as short as ever, in parts too.
    bare = {name: value for name, value in paper("food").items() if name != "content"}
    large = api.post_parts(f"{base}/papers", bare, content=PDF[:-6] + bytes(9 * 1024 * 1024) + PDF[-6:])
    assert (large.status_code, Submission.objects.filter(document__size__gt=9 * 1024 * 1024).count()) == (201, 1)
    for body, content, told in (
        (bare, PDF + bytes(10 * 1024 * 1024), "document_too_large"),
        (bare, bytes(13 * 1024 * 1024), "body_too_large"),
        (json.dumps(bare) + " " * 300_000, PNG, "body_too_large"),
        ("[", PNG, "malformed_json"),
        ({**bare, "colour": "red"}, PNG, "invalid"),
    ):
        assert api.post_parts(f"{base}/papers", body, content=content).json()["code"] == told
    assert Submission.objects.count() == 4
    items = {item["kind"]: item["status"] for item in api.get(base).json()["items"]}
    assert (items["identity"], items["licence"], items["food"]) == ("pending", "pending", "pending")
    scan()
    assert api.post(f"{base}/send").json()["status"] == "submitted"
    maker, checker = Api(who.maker), Api(who.checker)
    assert [row["file"] for row in maker.get("bank/merchant-files").json()] == [str(file.pk)]
    assert maker.post(f"{bank}/claim").json()["status"] == "in_review"
    # Of two papers of one kind the later decides; what somebody decided is not decided again.
    decided = [maker.post(f"bank/papers/{pk}/accept").json() for pk in Submission.objects.order_by("position").values_list("pk", flat=True)]
    assert [one.get("stands", one["status"]) for one in decided].count("accepted") == 3
    assert maker.post(f"{bank}/recommend").status_code == 200
    assert maker.post(f"{bank}/approve").status_code == 403
    assert checker.post(f"{bank}/approve").json()["status"] in {"approved", "active"}
    assert checker.post(f"{bank}/dance").status_code == 404


def test_nobody_elses_program_finds_a_file_or_decides_on_it() -> None:
    mei, rival = cast.person("mei"), cast.person("rival")
    file, shop = opened(mei)
    one = Api(mei).post(f"merchant-files/{file.pk}/papers", paper("food")).json()["id"]
    before = standing()
    for stranger in (rival, cast.clerk(shop), cast.banker("credit_officer", "officer"), None):
        api, absent = Api(stranger), 404 if stranger else 401
        assert api.get(f"merchant-files/{file.pk}").status_code == absent
        assert api.post(f"merchant-files/{file.pk}/papers", paper("food")).status_code == absent
        assert api.post(f"merchant-files/{file.pk}/send").status_code == absent
        assert api.get("bank/merchant-files").status_code == absent
        for act in ("claim", "recommend", "approve", "terminate"):
            assert api.post(f"bank/merchant-files/{file.pk}/{act}", {"reason": "x"}).status_code == absent
        assert api.post(f"bank/papers/{one}/accept").status_code == absent
        if stranger:
            assert api.get("merchant-files").json() == []
    # The owner is no operator of her own file.
    assert Api(mei).post(f"bank/merchant-files/{file.pk}/approve").status_code == 404
    assert standing() == before
