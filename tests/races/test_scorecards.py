"""Scorecards: of two steps taken at once one comes too late, so that there is never a second champion."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

import pytest

from lending.scoring import actions, queries, stages
from lending.scoring.models import ModelStep
from tests.lending.cast import at_bank
from tests.lending.scoring.test_registry import registered, taken
from tests.lending.trade import AT
from tests.together import at_once, kinds

pytestmark = pytest.mark.race


def test_two_officers_crown_two_scorecards_at_once_and_one_is_told_to_look_again(committed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one, others = at_bank("credit_officer"), [at_bank("credit_officer") for _ in range(2)]
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
