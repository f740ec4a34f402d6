"""Scorecards: of two steps taken at once one comes too late, so that there is never a second champion; of two files at once, likewise."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from lending.scoring import actions, queries, stages
from lending.scoring.models import ModelStep, ScoreGiven, ScoringModel
from tests.lending.cast import at_bank
from tests.lending.scoring.test_registry import registered, snapshot_of, taken
from tests.lending.trade import AT
from tests.together import at_once, kinds, neck_and_neck

pytestmark = pytest.mark.race


def test_two_officers_crown_two_scorecards_at_once_and_one_is_told_to_look_again(committed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one, others = at_bank("credit_officer"), [at_bank("risk_manager") for _ in range(2)]
    models = [registered(one), registered(one, name="second")]
    for model in models:
        taken(model, "validated", "shadow", by=others[0])
    both, looked = threading.Barrier(2, timeout=30), queries.registry_at

    def look(at: datetime | None = None) -> stages.Registry:
        seen = looked(at)
        both.wait()
        return seen

    with monkeypatch.context() as held:
        held.setattr(queries, "registry_at", look)
        steps = [
            lambda model=model, by=by: actions.move_model(number=model.pk, stage="champion", why="best", by=by, at=AT)
            for model, by in zip(models, others, strict=True)
        ]
        answers: list[Any] = at_once(*steps)
    assert kinds(answers) == {"ModelStep": 1, "Conflict": 1}
    assert list(looked().stages.values()).count("champion") == 1
    assert ModelStep.objects.count() == 5


def test_two_files_at_once_never_share_a_number_and_a_portrait_is_scored_once(committed: str) -> None:
    one, other = at_bank("credit_officer"), at_bank("risk_manager")
    answers: list[Any] = neck_and_neck(*[lambda name=name: registered(one, name=name) for name in ("first", "second")])
    assert kinds(answers) == {"ScoringModel": 1, "Conflict": 1}
    model = ScoringModel.objects.get()
    taken(model, "validated", "shadow", "champion", by=other)
    with transaction.atomic():
        snapshot = snapshot_of()

    def say() -> actions.Score | None:
        with transaction.atomic():
            return actions.score_portrait(snapshot=snapshot, at=AT)

    said: list[Any] = neck_and_neck(say, say)
    assert said[0] is not None and said[0] == said[1]
    assert ScoreGiven.objects.count() == 1
