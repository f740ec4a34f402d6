"""Policies: a draft ends one way, what is published is what was seen, and two who go back at once go back one step."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from ecosystem.kernel.actor import Actor
from lending.policy import actions, errors
from lending.policy.actions import Entering, drafting
from lending.policy.models import PolicyDraft, PolicyPlan, PolicyVersion
from lending.portraits.public import digest
from tests.lending.cast import at_bank
from tests.lending.policy.values import TOWN, strict
from tests.lending.trade import AT
from tests.together import at_once, kinds, waits_for_a_lock

pytestmark = pytest.mark.race
LATER = AT + timedelta(hours=1)


def drafted(by: Actor) -> PolicyDraft:
    return actions.draft_policy(note="n", content=strict(first_offer_bp=2_000), key=uuid4().hex, by=by, at=AT)


def publish(draft: PolicyDraft, by: Actor) -> PolicyVersion:
    return actions.publish_draft(draft_id=draft.pk, sha256=digest(draft.content), entering=Entering("champion", LATER), by=by, at=AT)


def test_a_draft_is_published_once_or_dropped(committed: str) -> None:
    writer, checkers = at_bank("credit_officer"), [at_bank("credit_officer") for _ in range(3)]
    draft = drafted(writer)
    answers: list[Any] = at_once(
        *[lambda by=by: publish(draft, by) for by in checkers], lambda: actions.discard_draft(draft_id=draft.pk, by=writer, at=AT)
    )
    found = kinds(answers)
    assert found["DraftDecided"] == 3
    assert PolicyVersion.objects.count() - 2 == found["PolicyVersion"] == PolicyPlan.objects.count() - 1
    draft.refresh_from_db()
    assert (draft.status == "published") == (found["PolicyVersion"] == 1)


def test_what_is_published_is_what_was_seen_whoever_writes_meanwhile(committed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer has the draft, and has not kept what she changed; the publisher waits and finds another text."""
    writer, checker = at_bank("credit_officer"), at_bank("credit_officer")
    rows = [{**row, "row": f"{row['row']}!"} for row in TOWN["nodes"][2]["rows"]]
    model = {"nodes": [{"type": "decisionTableNode", "content": {"inputs": [], "outputs": [], "rules": []}}]}
    writes = {
        "rewrite": lambda draft: actions.rewrite_table(draft_id=draft.pk, node="grade", rows=rows, by=writer, at=AT),
        "import": lambda draft: actions.import_table(draft_id=draft.pk, node="grade", model=model, by=writer, at=AT),
    }
    kept = drafting._kept
    for write in writes.values():
        draft, begun = drafted(writer), threading.Event()

        def slowly(*args: Any, begun: threading.Event = begun, **named: Any) -> PolicyDraft:
            begun.set()
            for _ in range(400):
                if waits_for_a_lock():
                    break
            return kept(*args, **named)

        def publish_after(draft: PolicyDraft = draft, begun: threading.Event = begun) -> PolicyVersion:
            assert begun.wait(60)
            return publish(draft, checker)

        monkeypatch.setattr(drafting, "_kept", slowly)
        told: list[Any] = at_once(lambda write=write, draft=draft: write(draft), publish_after)
        assert isinstance(told[0], PolicyDraft)
        assert isinstance(told[1], errors.DraftChanged)
    assert PolicyVersion.objects.count() == 2


def test_two_drafts_published_at_once_are_two_versions_or_one_looks_again(committed: str) -> None:
    writer, checker = at_bank("credit_officer"), at_bank("credit_officer")
    drafts = [drafted(writer) for _ in range(4)]
    found = kinds(at_once(*[lambda draft=draft: publish(draft, checker) for draft in drafts]))
    assert found["PolicyVersion"] + found["Conflict"] == 4
    assert PolicyVersion.objects.count() - 2 == found["PolicyVersion"] == PolicyDraft.objects.filter(status="published").count() >= 1


def test_two_who_go_back_at_once_go_back_one_step(committed: str) -> None:
    writer, checker = at_bank("credit_officer"), at_bank("credit_officer")
    for _ in range(2):
        draft = drafted(writer)
        actions.publish_draft(draft_id=draft.pk, sha256=digest(draft.content), entering=Entering("champion", AT), by=checker, at=AT)
    seen = actions.plan_in_force(AT).pk
    at_once(*[lambda by=by: actions.roll_back(seen=seen, why="a fault", by=by, at=LATER) for by in (writer, checker, writer)])
    assert actions.plan_in_force(LATER).champion_id == 3
