"""The risk manager's desk: what waits, who vouched for what, and how shops of all kinds were treated."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import lending
from ecosystem.audit.models import Act
from ecosystem.consent.public import CREDIT_ASSESSMENT, standing_grant, withdraw_consent
from ecosystem.feed.public import Publication, Stated, publish_all
from ecosystem.identity.public import Person
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.clock import business_date
from ecosystem.kernel.errors import DomainError, Unauthenticated
from ecosystem.places.public import cell_of
from lending.governance import actions, queries
from lending.governance.errors import NothingToReview, ReviewedByAnother, ReviewUnsound
from lending.governance.models import FairnessReport, Review
from lending.offers.public import qualify_party
from lending.scoring.actions import move_model
from lending.scoring.errors import RiskManagersOnly
from tests.lending.cast import Merchant, at_bank, merchant
from tests.lending.scoring.test_registry import registered
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
DESK, INVENTORY, FAIRNESS = "/bank/risk/", "/bank/risk/inventory/", "/bank/risk/fairness/"


@pytest.fixture(autouse=True)
def it_is_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT + timedelta(hours=1))


def browser(by: Actor, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Person.objects.get(pk=by.person_id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:500]
    return re.sub(r"\s+", " ", answer.content.decode())


def reviewed(by: Actor, **more: Any) -> Review:
    return actions.review_again(
        **{"kind": "policy", "number": 2, "is_sound": True, "note": "looked at", "key": uuid4().hex, "by": by, "at": AT, **more}
    )


def opened(one: Merchant, category: str, cell: int = 0) -> None:
    """The feed tells of a shop as any platform would."""
    body = {"shop": "s", "category": category, "cell": cell or cell_of("30.6", "122.9"), "opened_on": "2026-01-02"}
    told = Publication(fact=Stated("trade.shop_opened", 1, body), about=one.party_id, key=f"{one.party_id}/opened", at=AT, occurred_at=AT, source="x")
    with transaction.atomic():
        publish_all([told])


def test_a_review_is_a_colleagues_says_something_and_sets_the_next_day() -> None:
    officer, risk = at_bank("credit_officer"), at_bank("risk_manager")
    model = registered(officer)
    refusals: list[tuple[Actor, dict[str, Any], type[DomainError]]] = [
        (officer, {}, RiskManagersOnly),
        (at_bank("operator"), {}, RiskManagersOnly),
        (merchant(days=0).by, {}, RiskManagersOnly),
        (Actor(), {}, Unauthenticated),
        (risk, {"number": 99}, NothingToReview),
        (risk, {"kind": "person"}, NothingToReview),
        (risk, {"note": " "}, ReviewUnsound),
    ]
    for by, more, refusal in refusals:
        with pytest.raises(refusal):
            reviewed(by, **more)
    with pytest.raises(ReviewedByAnother), pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "owner_of", lambda *_: risk.name)
        reviewed(risk)
    assert not Review.objects.exists()
    move_model(number=model.pk, stage="validated", why="sound", by=risk, at=AT)
    [item, *policies] = queries.inventory(AT)
    assert (item.kind, item.number, item.looked_at, item.next_on, item.is_due) == (
        *("scorecard", 1, AT),
        *(business_date(AT + timedelta(days=365)), False),
    )
    assert {one.kind for one in policies} == {"policy"} and policies[0].owner == ""
    later = AT + timedelta(days=400)
    assert queries.inventory(later)[0].is_due
    reviewed(risk, kind="scorecard", number=1, is_sound=False, at=later)
    [again, *_] = queries.inventory(later)
    assert (again.looked_at, again.next_on, again.is_due) == (later, business_date(later) + timedelta(days=30), False)
    assert reviewed(risk, key="twice", at=later).pk == reviewed(risk, key="twice", at=later).pk
    assert Act.objects.filter(act="lending.governance.review").count() == Review.objects.count() == 2


def test_fairness_is_drawn_over_decisions_by_groups_that_the_feed_tells_under_consent() -> None:
    shops = [merchant(f"Shop {place}", daily=60_000 if place else 2_000) for place in range(4)]
    for place, shop in enumerate(shops):
        opened(shop, "bakery" if place < 2 else "florist")
        qualify_party(party_id=shop.party_id, at=AT)
    given = standing_grant(shops[3].party_id, CREDIT_ASSESSMENT.code, AT)
    assert given
    withdraw_consent(grant_id=given.pk, key="k", by=shops[3].by, at=AT)
    for by in (at_bank("credit_officer"), shops[0].by):
        with pytest.raises(RiskManagersOnly):
            actions.draw_fairness(by=by, at=AT)
    assert not FairnessReport.objects.exists()
    drawn = actions.draw_fairness(by=at_bank("risk_manager"), at=AT)
    told = {table["by"]: {group["group"]: group["decided"] for group in table["groups"]} for table in drawn.content}
    assert drawn.decisions == 4 and sum(told["size"].values()) == 4 and len(told["size"]) == 2
    assert told["industry"] == {"bakery": 2, "florist": 1, "unknown": 1}
    [prices] = [table["groups"] for table in drawn.content if table["by"] == "industry"]
    assert sum(group["offers"] for group in prices) == 4 and drawn.flags == 0
    again = actions.draw_fairness(by=platform("test"), at=AT)
    assert again.sha256 == drawn.sha256 and again.pk != drawn.pk


def test_the_desk_shows_what_waits_and_keeps_to_its_statements_and_others_out() -> None:
    officer, risk = at_bank("credit_officer"), at_bank("risk_manager")
    registered(officer, name="newcomer")
    mine, hers = browser(risk), browser(officer)
    page = read(mine, DESK)
    assert "newcomer" in page and "Waits for validation" in page and "Not drawn up yet" in page
    assert mine.post(f"{FAIRNESS}draw/").status_code == 302 and "No decisions yet" in read(mine, FAIRNESS)
    assert (
        mine.post(f"{INVENTORY}review/", {"kind": "policy", "number": "2", "is_sound": "no", "note": "limits", "idempotency_key": "r"}).status_code
        == 302
    )
    assert "limits" in read(mine, DESK) and "sex" in read(mine, INVENTORY)
    assert "Write a review" in read(mine, INVENTORY) and "Write a review" not in read(hers, INVENTORY)
    for path in ("/bank/credit/", "/bank/credit/policies/", "/bank/credit/policies/2/", "/bank/scorecards/", "/bank/scorecards/1/"):
        assert "Copy it" not in read(mine, path)
    with CaptureQueriesContext(connection) as few:
        read(mine, INVENTORY)
    for place in range(3):
        registered(officer, name=f"more {place}")
    with CaptureQueriesContext(connection) as many:
        read(mine, INVENTORY)
    assert len(many) == len(few) <= 14
    if (Path(lending.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.mo").exists():
        assert "清单" in read(browser(risk, "zh-hans"), INVENTORY)
    before = Review.objects.count(), FairnessReport.objects.count()
    for who, status in ((Client(), 302), (browser(merchant(days=0).by), 403), (browser(at_bank("operator")), 403)):
        assert [who.get(path).status_code for path in (DESK, INVENTORY, FAIRNESS)] == [status] * 3
        assert who.post(f"{FAIRNESS}draw/").status_code == status
        assert who.post(f"{INVENTORY}review/", {"kind": "policy", "number": "2", "note": "x", "idempotency_key": "x"}).status_code == status
    assert [hers.get(path).status_code for path in (DESK, FAIRNESS)] == [403, 403]
    assert (Review.objects.count(), FairnessReport.objects.count()) == before


@pytest.mark.parametrize(
    ("table", "changed", "name"),
    [
        ("review", {"kind": "person"}, "review_is_of_a_known_kind"),
        ("review", {"note": ""}, "a_review_says_who_and_what"),
        ("review", {"owner": "b"}, "nobody_reviews_her_own"),
        ("report", {"sha256": "x"}, "fairness_report_has_a_whole_digest"),
        ("report", {"since": AT}, "a_fairness_report_looks_back"),
        ("report", {"drawn_by": ""}, "a_fairness_report_says_who_drew_it"),
    ],
)
def test_the_database_refuses_what_the_verbs_never_write(table: str, changed: dict[str, Any], name: str) -> None:
    review = {"kind": "policy", "number": 1, "is_sound": True, "note": "n", "owner": "a", "reviewed_at": AT, "reviewed_by": "b", "next_on": AT.date()}
    report = {"since": AT - timedelta(days=1), "drawn_at": AT, "drawn_by": "a", "decisions": 0, "flags": 0, "content": [], "sha256": "0" * 64}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        if table == "review":
            Review.objects.create(**{**review, **changed})
        else:
            FairnessReport.objects.create(**{**report, **changed})


@pytest.mark.parametrize("table", ["review", "fairnessreport"])
def test_what_was_said_is_never_taken_away(table: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM governance_{table}")


def test_the_policy_cards_in_the_docs_are_those_of_the_registry(tmp_path: Path) -> None:
    """``manage.py policy_cards`` writes them again."""
    call_command("policy_cards", to=tmp_path)
    docs = Path(lending.__file__).parent.parent / "docs" / "policies"
    written, kept = ({path.name: path.read_text(encoding="utf-8") for path in place.iterdir()} for place in (tmp_path, docs))
    assert written == kept
    assert "| refunds" in kept["2-town.md"] or "refund_rate_bp" in kept["2-town.md"]
