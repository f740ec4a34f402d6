"""A scorecard is a file: exact in Python and in SQL, and refused when anybody has touched it."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from lending.portraits.public import digest
from lending.scoring.artefact import Scorecard, faults, read
from lending.scoring.errors import ArtefactEdited, ArtefactUnsound
from lending.scoring.proofs import PROVEN, proof
from lending.scoring.rules import bin_of, score
from lending.scoring.statements import statement
from tests.lending.scoring.cards import card, small

CARD = card()


def test_points_odds_and_reasons_are_those_worked_out_by_hand() -> None:
    scored = score(CARD, {"history_days": 120, "refund_rate_bp": 300, "trade": "grocer's"})
    assert (scored.points, scored.log_odds) == (545 + 0 - 29 + 7, Decimal("1.25"))
    assert float(scored.probability) == pytest.approx(1 / (1 + math.exp(1.25)), abs=1e-15)
    assert scored.bad_bp == 2228
    assert [(part.code, part.feature, part.lost) for part in scored.reasons()] == [("R05", "refund_rate_bp", 36), ("R01", "history_days", 22)]
    best = score(CARD, {"history_days": 999, "refund_rate_bp": 0, "trade": "bakery"})
    assert best.reasons() == () and best.points > scored.points


@pytest.mark.parametrize(
    ("value", "name"),
    [(89, "< 90"), (90, "[90, 180.5)"), ("180.4", "[90, 180.5)"), (Decimal("180.5"), ">= 180.5"), (-5, "< 90"), (10**30, ">= 180.5")]
    + [(missing, "missing") for missing in (None, "", "many", True, "NaN", float("inf"))],
)
def test_every_value_falls_into_one_bin_and_what_is_no_number_is_missing(value: object, name: str) -> None:
    assert bin_of(CARD.characteristics[0], value).name == name


def test_a_text_that_training_never_saw_has_a_bin_of_its_own() -> None:
    trade = CARD.characteristics[2]
    assert [bin_of(trade, value).name for value in ("bakery", "100% pub", "observatory", None, "", 7)] == [
        *("bakery, grocer's", "100% pub", "other", "missing", "missing", "other")
    ]


values = st.fixed_dictionaries(
    {
        "history_days": st.none() | st.integers(-10, 400),
        "refund_rate_bp": st.none() | st.decimals(0, 10_000, places=2),
        "trade": st.sampled_from([None, "", "bakery", "grocer's", "100% pub", "mill"]),
    }
)


@given(values=values, more=st.integers(0, 300))
def test_a_better_value_never_scores_less(values: dict[str, Any], more: int) -> None:
    better = {**values, "history_days": None if values["history_days"] is None else values["history_days"] + more}
    assert score(CARD, better).points >= score(CARD, values).points
    assert score(CARD, better).log_odds >= score(CARD, values).log_odds


def at_every_edge(asked: Scorecard, rows: int = 40) -> list[dict[str, Any]]:
    """Values on, just below and beyond the edges of every bin, missing and never seen; each characteristic in its own turn."""
    tries = [
        [None, Decimal("-1e9"), *[edge + step for edge in one.ends for step in (Decimal("-0.0001"), Decimal(0))], Decimal("1e12")]
        if one.is_number
        else [None, "", *one.members, "never seen"]
        for one in asked.characteristics
    ]
    return [
        {one.feature: tried[(place * (turn + 1)) % len(tried)] for turn, (one, tried) in enumerate(zip(asked.characteristics, tries, strict=True))}
        for place in range(rows)
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["small", *PROVEN])
def test_sql_gives_the_same_points_and_odds_to_the_last_digit(name: str) -> None:
    asked = CARD if name == "small" else read(proof(name)["artefact"], proof(name)["sha256"])
    rows = at_every_edge(asked)
    columns = [sql.Identifier(one.feature) + sql.SQL(" numeric" if one.is_number else " text") for one in asked.characteristics]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMPORARY TABLE asked (n int, {}) ON COMMIT DROP").format(sql.SQL(", ").join(columns)))
        holes = ", ".join(["%s"] * (len(columns) + 1))
        cursor.executemany(f"INSERT INTO asked VALUES ({holes})", [(place, *row.values()) for place, row in enumerate(rows)])
        cursor.execute(statement(asked, table="asked", key="n"))
        told = {key: (points, log_odds, probability) for key, points, log_odds, probability in cursor.fetchall()}
    assert len(told) == len(rows)
    assert len({points for points, _, _ in told.values()}) > 10
    for place, row in enumerate(rows):
        scored, (points, log_odds, probability) = score(asked, row), told[place]
        assert (points, log_odds) == (scored.points, scored.log_odds)
        assert abs(probability - scored.probability) < Decimal("1e-9")
        assert len({part.code for part in scored.reasons()}) == len(scored.reasons()) <= 4


def test_an_edited_file_is_refused_and_the_same_content_written_otherwise_is_not() -> None:
    content = small()
    sha256 = digest(content)
    again = json.loads(json.dumps(dict(reversed(content.items())), indent=4))
    assert read(again, sha256) == read(content, sha256)
    edited = copy.deepcopy(content)
    edited["characteristics"][0]["bins"][0]["points"] = 29
    with pytest.raises(ArtefactEdited):
        read(edited, sha256)
    with pytest.raises(ArtefactUnsound, match="artefact_unsound") as refused:
        read(edited, digest(edited))
    assert refused.value.details["faults"] == ["history_days: points don't follow from weight of evidence and coefficient"]


def _bin(content: dict[str, Any], which: int, place: int) -> dict[str, Any]:
    found: dict[str, Any] = content["characteristics"][which]["bins"][place]
    return found


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda content: content.update(base_points=600), "base points"),
        (lambda content: content.update(name=" "), "has a name"),
        (lambda content: content.update(secret=1), "exactly these parts"),
        (lambda content: content.update(characteristics=[]), "no characteristic"),
        (lambda content: content["characteristics"].append(content["characteristics"][0]), "there twice"),
        (lambda content: content["characteristics"][0].update(coefficient="-1"), "negative coefficient"),
        (lambda content: content["characteristics"][0].update(coefficient=1.0), "is not decimal text"),
        (lambda content: content["characteristics"][0].update(coefficient="NaN"), "is no number"),
        (lambda content: content["characteristics"][0].update(direction="falls"), "not monotone"),
        (lambda content: content["characteristics"][0].update(bins=[]), "other parts than a bin"),
        (lambda content: _bin(content, 0, 1).update(until="90"), "hole or overlap"),
        (lambda content: _bin(content, 0, 2).update(until="400"), "hole or overlap"),
        (lambda content: _bin(content, 0, 0).update(bads=101), "more bads than rows"),
        (lambda content: _bin(content, 2, 1).update(values=["bakery"]), "in two bins"),
        (lambda content: content["scaling"].update(pdo=0), "whole numbers above 0"),
        (lambda content: content["reference"].update(rows=[1]), "reference scores"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_by_what_is_wrong(change: Callable[[dict[str, Any]], None], says: str) -> None:
    content = copy.deepcopy(small())
    assert faults(content) == []
    change(content)
    assert any(says in fault for fault in faults(content)), faults(content)
