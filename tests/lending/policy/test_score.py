"""A scorecard as one more source: it may be missing, drifted or broken, and the policy says what then follows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest

from ecosystem.kernel.actor import platform
from lending.policy import lint
from lending.policy.actions import decide_on, replay
from lending.policy.casefile import scored_of
from lending.policy.models import Decision
from lending.policy.reasons import KNOWN, tell, tell_all
from lending.portraits.public import build_portrait, canonical
from lending.products.public import LINE, current_product
from lending.scoring import actions as scoring
from lending.scoring.errors import ArtefactEdited
from lending.scoring.models import ScoreGiven
from tests.lending.cast import at_bank, merchant
from tests.lending.policy.values import TOWN, version_of
from tests.lending.scoring.test_registry import file_of
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
BY = platform("test")


def asking(fails: str, floor: int = 540) -> dict[str, Any]:
    """The town's policy that also asks the scorecard: below the floor it declines."""
    low, high = {"score_points": f"< {floor} or missing"}, {"score_points": f">= {floor}"}
    node = {
        "node": "scorecard",
        "hit": "unique",
        "inputs": ["score_points"],
        "outputs": [{"output": "outcome", "type": "outcome"}, {"output": "code", "type": "code"}],
        "monotone": [{"input": "score_points", "output": "outcome", "as": "softens"}],
        "rows": [
            {"row": "low", "when": low, "then": {"outcome": "decline", "code": "R18"}},
            {"row": "enough", "when": high, "then": {"outcome": "approve", "code": ""}},
        ],
    }
    source = {"source": "score", "fails": fails, "code": "" if fails == "ignore" else "R17", "because": "No scorecard of our merchants yet."}
    return {
        **TOWN,
        "sources": [*TOWN["sources"], source],
        "inputs": [*TOWN["inputs"], {"input": "score_points", "type": "integer", "source": "score", "least": "0", "most": "2000"}],
        "nodes": [TOWN["nodes"][0], node, *TOWN["nodes"][1:]],
    }


def champion() -> None:
    one, other = at_bank("credit_officer"), at_bank("risk_manager")
    model = scoring.register_model(file=file_of(), key="k", by=one, at=AT)
    for stage in ("validated", "shadow", "champion"):
        scoring.move_model(number=model.pk, stage=stage, why="looked at", by=other, at=AT)


def decided(name: str, **more: Any) -> Decision:
    snapshot = build_portrait(party_id=merchant(name, **more).party_id, by=BY, at=AT + timedelta(minutes=1))
    decision = decide_on(snapshot=snapshot, product=current_product(LINE, AT), first_offer=True, by=BY, at=AT + timedelta(minutes=1))
    stored = Decision.objects.get(pk=decision.pk)
    assert replay(stored) == canonical(stored.verdict)
    return stored


def test_a_policy_takes_the_score_as_a_source_and_its_own_word_holds_where_there_is_none() -> None:
    assert lint.faults(asking("refer"), known=KNOWN) == []
    version_of(asking("refer"), from_at=AT)
    missing = decided("Before")
    assert (missing.outcome, missing.inputs["sources"]) == ("refer", {"trade": "read"})
    assert missing.reasons()[0]["code"] == "R17"
    assert {"source": "score", "standing": "not_asked", "outcome": "refer"} in missing.verdict["trace"][0]["by"]
    told = tell(missing.reasons()[0], on=date(2026, 11, 20))
    assert told.adverse and told.sentence and told.to_do
    champion()
    scored = decided("Scored")
    assert (scored.outcome, scored.inputs["sources"]) == ("approve", {"trade": "read", "score": "read"})
    given = ScoreGiven.objects.get(party=scored.party_id)
    assert (scored.inputs["features"]["score_points"], scored.inputs["score"]["points"]) == (given.points, given.points)
    [stopped] = [row for row in asking("refer")["nodes"][1]["rows"] if row["row"] == "low"]
    low = {
        "code": "R18",
        "feature": "score_points",
        "value": 500,
        "band": [None, 540],
        "wanted": 540,
        "gain_minor": 0,
        "outcome": stopped["then"]["outcome"],
    }
    worse = [{**part, "points": part["points"] - 9 * place} for place, part in enumerate(scored.inputs["score"]["parts"], 1)]
    told = tell_all([low], {**scored.inputs, "score": {"parts": worse}}, on=date(2026, 11, 20))
    assert [one.code for one in told] == ["R18", "R01", "R05"] and all(one.sentence and one.adverse for one in told)
    assert [one.code for one in tell_all([low], missing.inputs, on=date(2026, 11, 20))] == ["R18"]
    assert [row.of for row in scored_of(scored)] and scored_of(missing) == []
    with mock.patch.object(scoring.queries, "card_of", side_effect=ArtefactEdited):
        broken = decided("Broken")
    assert (broken.outcome, broken.inputs["sources"]["score"]) == ("refer", "error")
    with mock.patch.object(scoring.queries, "last_reading", return_value=mock.Mock(is_alarm=True)):
        drifted = decided("Drifted")
    assert (drifted.outcome, drifted.inputs["sources"]["score"]) == ("refer", "stale")
    version_of(asking("refer", floor=900), from_at=AT + timedelta(seconds=1))
    low = decided("Low")
    assert (low.outcome, low.reasons()[0]["code"], low.reasons()[0]["wanted"]) == ("decline", "R18", 900)
    assert "900" in tell(low.reasons()[0], on=date(2026, 11, 20)).to_do


def test_a_policy_that_asks_no_scorecard_decides_as_before_and_those_that_watch_score_all_the_same() -> None:
    plain = decided("Plain")
    champion()
    after = decided("After")
    assert (after.outcome, after.limit_minor, after.verdict["trace"]) == (plain.outcome, plain.limit_minor, plain.verdict["trace"])
    assert "score" not in after.inputs and set(after.inputs["sources"]) == {"trade"}
    assert ScoreGiven.objects.filter(party=after.party_id).count() == 1
