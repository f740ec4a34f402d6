"""The life of a scorecard: who may take which step, what it says of whom, and when it no longer knows whom it meets."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ecosystem.audit.models import Act
from ecosystem.kernel.actor import Actor, platform
from ecosystem.kernel.errors import DomainError, Unauthenticated
from ecosystem.once.public import KeyUsedOtherwise
from lending.portraits.public import FeatureSnapshot, build_portrait, digest
from lending.scoring import actions, queries, stages
from lending.scoring.errors import (
    ArtefactEdited,
    ArtefactUnsound,
    LendersOnly,
    ModelNotFound,
    OtherPopulation,
    RiskManagersOnly,
    StepRefused,
    StepUnsound,
    ValidatedByAnother,
)
from lending.scoring.models import DriftReading, ModelStep, ScoreGiven, ScoringModel
from tests.lending.cast import at_bank, merchant
from tests.lending.scoring.cards import small
from tests.lending.trade import AT

pytestmark = pytest.mark.django_db
JOB = platform("test")


def file_of(**more: Any) -> dict[str, Any]:
    """A scorecard of our merchants' portraits, with the report that a training job would have written beside it."""
    content = copy.deepcopy(small())
    del content["characteristics"][2]
    content.update(more)
    return {"artefact": content, "sha256": digest(content), "report": {"test": {"auc": "0.700000"}}}


def registered(by: Actor, **more: Any) -> ScoringModel:
    file = file_of(**more)
    return actions.register_model(file=file, key=file["sha256"], by=by, at=AT)


def taken(model: ScoringModel, *steps: str, by: Actor) -> None:
    for stage in steps:
        actions.move_model(number=model.pk, stage=stage, why="looked at", share_bp=3_000 if stage == "challenger" else 0, by=by, at=AT)


def stage_of(model: ScoringModel) -> str:
    return queries.registry_at().stage_of(model.pk)


def snapshot_of(name: str = "Corner") -> FeatureSnapshot:
    return build_portrait(party_id=merchant(name).party_id, by=JOB, at=AT)


def test_a_scorecard_goes_through_its_life_a_step_at_a_time_by_another_hand() -> None:
    one, other = at_bank("credit_officer"), at_bank("risk_manager")
    model = registered(one)
    assert stage_of(model) == "draft" and actions.score_portrait(snapshot=snapshot_of(), at=AT) is None
    for stage in ("shadow", "challenger", "champion"):
        with pytest.raises(StepRefused):
            taken(model, stage, by=other)
    for stage in ("validated", "refused", "shadow"):
        with pytest.raises(ValidatedByAnother):
            taken(model, stage, by=one)
    with pytest.raises(RiskManagersOnly):
        taken(model, "validated", by=at_bank("credit_officer"))
    assert not ModelStep.objects.exists()
    taken(model, "validated", "shadow", by=other)
    with pytest.raises(StepRefused):
        taken(model, "challenger", by=other)  # there is nobody to challenge
    for wrong in ({"why": " "}, {"share_bp": 100}):
        with pytest.raises(StepUnsound):
            actions.move_model(**{"number": model.pk, "stage": "champion", "why": "x", "by": other, "at": AT, **wrong})
    taken(model, "champion", by=other)
    second = registered(one, name="second")
    taken(second, "validated", "shadow", "challenger", by=other)
    assert (stage_of(model), stage_of(second)) == ("champion", "challenger")
    taken(second, "champion", by=other)
    assert (stage_of(model), stage_of(second)) == ("shadow", "champion")
    taken(model, "champion", by=other)
    assert stage_of(second) == "shadow"
    taken(second, "retired", by=one)
    for stage in stages.STEPS:
        with pytest.raises((StepRefused, ValidatedByAnother)):
            taken(second, stage, by=other)
    assert [step.number for step in ModelStep.objects.order_by("number")] == list(range(1, ModelStep.objects.count() + 1))
    assert Act.objects.filter(act="lending.model.step").count() == ModelStep.objects.count()


def test_registering_is_once_for_officers_and_takes_no_file_that_was_edited() -> None:
    officer = at_bank("credit_officer")
    file = file_of()
    model = actions.register_model(file=file, key="k", by=officer, at=AT)
    assert actions.register_model(file=file, key="k", by=officer, at=AT).pk == model.pk
    with pytest.raises(KeyUsedOtherwise):
        actions.register_model(file=file_of(name="x"), key="k", by=officer, at=AT)
    refusals: list[tuple[dict[str, Any], Actor, type[DomainError]]] = [
        ({**file_of(name="x"), "sha256": file["sha256"]}, officer, ArtefactEdited),
        (file, officer, ArtefactUnsound),
        ({"artefact": {}, "sha256": digest({})}, officer, ArtefactUnsound),
        ({"artefact": {}, "sha256": digest({}), "report": {}}, officer, ArtefactUnsound),
        (file_of(name="y"), at_bank("operator"), LendersOnly),
        (file_of(name="y"), at_bank("risk_manager"), LendersOnly),
        (file_of(name="y", characteristics=[{**small()["characteristics"][0], "feature": "owner_age"}]), officer, ArtefactUnsound),
        (file_of(name="y"), merchant(days=0).by, LendersOnly),
        (file_of(name="y"), Actor(), Unauthenticated),
    ]
    for place, (sent, by, refusal) in enumerate(refusals):
        with pytest.raises(refusal):
            actions.register_model(file=sent, key=f"k{place}", by=by, at=AT)
    for by, refusal in ((at_bank("operator"), LendersOnly), (Actor(), Unauthenticated)):
        with pytest.raises(refusal):
            taken(model, "validated", by=by)
    with pytest.raises(ModelNotFound):
        actions.move_model(number=99, stage="validated", why="x", by=officer, at=AT)
    assert (ScoringModel.objects.count(), ModelStep.objects.count()) == (1, 0)


def test_what_was_learned_from_others_proves_a_method_and_scores_nobody() -> None:
    one, other = at_bank("credit_officer"), at_bank("risk_manager")
    method, unknown = registered(one, population="sba"), registered(one, characteristics=small()["characteristics"])
    for model in (method, unknown):
        taken(model, "validated", by=other)
        with pytest.raises(OtherPopulation):
            taken(model, "shadow", by=other)
        assert stage_of(model) == "validated"


def test_the_champion_or_for_its_share_the_challenger_counts_and_shadows_score_too() -> None:
    one, other = at_bank("credit_officer"), at_bank("risk_manager")
    champion, challenger, shadow = registered(one), registered(one, name="b"), registered(one, name="c")
    taken(champion, "validated", "shadow", "champion", by=other)
    taken(challenger, "validated", "shadow", "challenger", by=other)
    taken(shadow, "validated", "shadow", by=other)
    counted: dict[int, int] = {}
    for place in range(8):
        snapshot = snapshot_of(f"Shop {place}")
        said = actions.score_portrait(snapshot=snapshot, at=AT)
        assert said is not None and said == actions.score_portrait(snapshot=snapshot, at=AT)
        drawn = stages.is_challenged(snapshot.party_id, challenger_sha256=challenger.sha256, share_bp=3_000)
        assert said.model == (challenger.pk if drawn else champion.pk)
        assert {row.model_id for row in ScoreGiven.objects.filter(snapshot=snapshot)} == {said.model, shadow.pk}
        counted[said.model] = counted.get(said.model, 0) + 1
    assert said is not None and said.points == 545 + 0 + 7 and [part["feature"] for part in said.parts] == ["history_days", "refund_rate_bp"]
    given = ScoreGiven.objects.filter(snapshot=snapshot)[0]
    again = {field.attname: getattr(given, field.attname) for field in ScoreGiven._meta.concrete_fields if field.name != "id"}
    with pytest.raises(IntegrityError, match="a_model_scores_a_portrait_once"), transaction.atomic():
        ScoreGiven.objects.create(**again)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE scoring_scoringmodel SET name = 'mine'")


def test_a_shift_of_those_it_meets_raises_the_alarm_within_one_batch() -> None:
    one, other = at_bank("credit_officer"), at_bank("risk_manager")
    model = registered(one)
    taken(model, "validated", "shadow", "champion", by=other)
    snapshot = snapshot_of()
    said = actions.score_portrait(snapshot=snapshot, at=AT)
    assert said is not None and not said.has_drifted and actions.read_drift(by=JOB, at=AT) == []
    parts = {"history": list(said.parts)}["history"]

    def meet(points: list[int]) -> DriftReading:
        rows = []
        for place in points:
            own = FeatureSnapshot.objects.create(
                party_id=snapshot.party_id, as_of=AT, features={}, facts_until=0, facts_counted=0, grant_id=snapshot.grant_id, sha256="0" * 64
            )
            rows.append(ScoreGiven(snapshot=own, party_id=snapshot.party_id, model=model, role="champion", points=place, log_odds=0, bad_bp=1))
        for row in rows:
            row.parts, row.scored_at = parts, AT
        ScoreGiven.objects.bulk_create(rows)
        [reading] = actions.read_drift(by=JOB, at=AT)
        return reading

    alike = meet([500] * 25 + [540] * 50 + [570] * 25)
    assert not alike.is_alarm and alike.psi < 0.01 and set(alike.by_feature) == {"history_days", "refund_rate_bp"}
    shifted = meet([500] * 150)
    assert shifted.is_alarm and shifted.psi > 0.25
    said = actions.score_portrait(snapshot=snapshot, at=AT)
    assert said is not None and said.has_drifted
    assert Act.objects.filter(act="lending.model.drift").count() == 1


@pytest.mark.parametrize(
    ("table", "changed", "name"),
    [
        ("model", {"sha256": "x"}, "model_has_whole_digests"),
        ("model", {"population": ""}, "model_says_whose_and_of_whom"),
        ("model", {"number": 9}, "a_model_is_registered_once"),
        ("step", {"stage": "crowned"}, "step_has_a_known_stage"),
        ("step", {"taken_by": "x", "registered_by": "x"}, "a_model_is_validated_by_another"),
        ("step", {"share_bp": 5}, "a_challenging_model_has_a_share"),
        ("step", {"stage": "challenger"}, "a_challenging_model_has_a_share"),
        ("step", {"why": ""}, "a_step_says_who_and_why"),
        ("score", {"role": "judge"}, "score_was_given_in_a_known_role"),
        ("score", {"bad_bp": 10_001}, "probability_is_no_more_than_the_whole"),
        ("reading", {"is_alarm": True}, "an_alarm_is_a_shift"),
        ("reading", {"scores": 0}, "a_reading_read_something"),
    ],
)
def test_the_database_refuses_what_the_verbs_never_write(table: str, changed: dict[str, object], name: str) -> None:
    model = registered(at_bank("credit_officer"))
    values: dict[str, dict[str, Any]] = {
        "model": {field.attname: getattr(model, field.attname) for field in ScoringModel._meta.concrete_fields} | {"number": 9, "sha256": "1" * 64},
        "step": {"number": 1, "model": model, "stage": "validated", "why": "w", "taken_at": AT, "taken_by": "a", "registered_by": "b"},
        "score": {"model": model, "role": "champion", "points": 1, "log_odds": 0, "bad_bp": 1, "parts": [], "scored_at": AT},
        "reading": {"model": model, "scores": 1, "psi": "0.1", "by_feature": {}, "is_alarm": False, "read_at": AT},
    }
    if table == "score":
        snapshot = snapshot_of()
        values["score"] |= {"snapshot": snapshot, "party_id": snapshot.party_id}
    if name == "a_model_is_registered_once":
        changed = {"sha256": model.sha256}
    kinds: dict[str, Any] = {"model": ScoringModel, "step": ModelStep, "score": ScoreGiven, "reading": DriftReading}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        kinds[table].objects.create(**{**values[table], **changed})


@pytest.mark.parametrize("table", ["scoringmodel", "modelstep", "scoregiven", "driftreading"])
def test_nothing_in_the_registry_is_ever_taken_away(table: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM scoring_{table}")
