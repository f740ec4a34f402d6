"""A case under another policy and other values: shown beside what was decided, stored nowhere, told as a read."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from ecosystem.audit.models import Act
from lending.offers.actions import qualify_party
from lending.policy import trying
from lending.policy.errors import DecisionNotFound, LendersOnly, PolicyNotFound, ValueUnreadable
from lending.policy.models import Decision, PolicyVersion
from lending.policy.swaps import swap_set
from lending.portraits.public import canonical
from lending.products.public import LINE, current_product, expected_loss_minor, year_interest_minor
from lending.scoring.models import ScoreGiven
from lending.scoring.rules import score
from tests.lending.cast import at_bank, merchant
from tests.lending.policy.test_score import asking, champion, decided
from tests.lending.policy.values import version_of
from tests.lending.referrals.test_pages import browser, read
from tests.lending.scoring.cards import card
from tests.lending.scoring.test_registry import file_of
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db


def test_a_case_is_tried_beside_what_was_decided_and_nothing_is_kept_but_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    shop, officer, risk = merchant("Young", days=50), at_bank("credit_officer"), at_bank("risk_manager")
    decision = qualify_party(party_id=shop.party_id, at=AT).decision
    before = (Decision.objects.count(), canonical(decision.verdict))
    current, version = decision.policy_id, decision.policy
    assert decision.outcome == "decline"
    was, same = trying.try_case(decision_id=decision.pk, policy=current, typed={}, by=officer, at=AT)
    assert canonical(same.verdict) == canonical(was.verdict) and same.inputs == was.inputs
    _was, older = trying.try_case(decision_id=decision.pk, policy=current, typed={"history_days": "120"}, by=risk, at=AT)
    assert older.outcome != "decline" and older.limit_minor > 0 and older.verdict["trace"]
    assert Act.objects.filter(act="lending.case.try").latest("pk").after["changed"] == {"history_days": 120}
    other = PolicyVersion.objects.exclude(pk=current).first()
    assert other is not None
    for policy, typed, refused in (
        (current, {"history_days": "many"}, ValueUnreadable),
        (current, {"median_monthly_net_minor": "1.234"}, ValueUnreadable),
        (99, {}, PolicyNotFound),
    ):
        with pytest.raises(refused):
            trying.try_case(decision_id=decision.pk, policy=policy, typed=typed, by=officer, at=AT)
    for who, which, no in ((shop.by, decision.pk, LendersOnly), (officer, shop.party_id, DecisionNotFound)):
        with pytest.raises(no):
            trying.try_case(decision_id=which, policy=current, typed={}, by=who, at=AT)
    here = f"/bank/credit/{decision.pk}/what-if/"
    # No number that anybody counts to: as if none were named.
    assert browser(officer).get(here, {"policy": "9" * 5_000}).status_code == 200
    page = read(browser(officer), f"{here}?policy={other.pk}&history_days=120&median_monthly_net_minor=")
    assert (
        "As it is tried" in page
        and "was 50" in page
        and f"version {other.pk}" in page
        and here in read(browser(officer), f"/bank/credit/{decision.pk}/")
    )
    assert "试算" in read(browser(officer, "zh-hans"), here)
    assert {browser(shop.by).get(path).status_code for path in (here, f"/bank/credit/policies/{current}/swaps/")} == {403}
    assert browser(officer).get(f"{here}?history_days=many").status_code == 422
    flips = read(browser(risk), f"/bank/credit/policies/{current}/swaps/")
    assert "each of 1 applicant of a year" in flips and "1 / 1" in flips and version.name in flips
    assert (Decision.objects.count(), canonical(Decision.objects.get(pk=decision.pk).verdict)) == before


def aged(days: int) -> dict[str, Any]:
    """The town's policy that reads the scorecard, whatever it says, and wants so many days of history."""
    content = copy.deepcopy(asking("ignore", floor=1))
    content["nodes"][0]["rows"][0]["when"] = {"history_days": f"< {days} or missing"}
    return content


def test_what_a_year_costs_is_told_and_a_case_without_a_scorecard_is_in_no_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT + timedelta(hours=1))
    officer, version = at_bank("credit_officer"), version_of(aged(90), from_at=AT)
    unscored = decided("Unscored")
    champion()
    scored, young = decided("Scored"), decided("Young", days=80)
    assert (unscored.outcome, scored.outcome, young.outcome) == ("approve", "approve", "decline")
    bad_bp, lgd_bp = scored.inputs["features"]["score_bad_bp"], current_product(LINE, AT).lgd_bp
    strict = swap_set(asking("ignore", floor=1_500), [unscored, scored, young])
    costs = dict(strict.costs)
    loss = expected_loss_minor(scored.limit_minor, bad_bp, lgd_bp)
    assert loss > 0 and strict.costs[-1] == ("all", costs["all"]) and costs["all"] == costs["no"]
    no = costs["no"]
    assert (no.cases, no.limit_minor, no.loss_minor) == (1, -scored.limit_minor, -loss) and not no.unknown
    assert no.interest_minor == -year_interest_minor(scored.limit_minor, current_product(LINE, AT).annual_rate)
    halved = {**aged(60), "sizing": {**aged(60)["sizing"], "first_offer_bp": 2_500}}
    costs = dict(swap_set(halved, [unscored, scored, young]).costs)
    assert (costs["yes"].cases, costs["no"].cases, costs["same"].cases) == (1, 0, 2)
    assert costs["yes"].loss_minor > 0 and costs["yes"].limit_minor > 0
    # Of the two that are cut one has no scorecard: her limit is told, her loss is not, and is not taken for nothing.
    assert (costs["same"].unknown, costs["all"].unknown, costs["same"].is_known) == (1, 1, True) and costs["same"].unknown_minor < 0
    alone = dict(swap_set(halved, [unscored]).costs)["all"]
    assert (alone.unknown, alone.is_known, alone.loss_minor) == (1, False, 0)
    page = read(browser(officer), f"/bank/credit/policies/{version.pk}/swaps/")
    assert "What it costs" in page and "Flip to yes" in page
    case = read(browser(officer), f"/bank/credit/{unscored.pk}/what-if/?policy=1")
    assert "no scorecard was read" in case and "not known" in case


def test_a_case_with_other_values_is_scored_again_by_the_scorecard_of_that_moment() -> None:
    officer, version = at_bank("credit_officer"), version_of(asking("refer"), from_at=AT)
    before = decided("Before")
    champion()
    given = decided("Given")
    scores = ScoreGiven.objects.count()

    def tried(decision: Decision, **typed: str) -> Decision:
        return trying.try_case(decision_id=decision.pk, policy=version.pk, typed=typed, by=officer, at=AT)[1]

    assert tried(given).inputs == given.inputs
    worse = tried(given, history_days="60")
    again = score(card(file_of()["artefact"]), {**given.snapshot.values(), "history_days": 60})
    assert worse.inputs["features"]["score_points"] == again.points == worse.inputs["score"]["points"] < given.inputs["score"]["points"]
    assert worse.inputs["features"]["score_bad_bp"] == again.bad_bp > given.inputs["features"]["score_bad_bp"]
    assert tried(given, history_days="60", score_points="600").inputs["features"]["score_points"] == 600
    # A case that was decided without one learns what the champion of its moment says, where the version that is tried asks for it.
    assert "score" not in before.inputs["sources"] and tried(before).inputs["sources"]["score"] == "read"
    assert ScoreGiven.objects.count() == scores
