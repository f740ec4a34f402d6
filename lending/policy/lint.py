"""What is wrong with a policy before it decides anything; nothing unsound is ever published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .reasons import CODES

OUTCOMES = frozenset({"decline", "refer"})
KEYS = frozenset({"name", "engine", "about", "knockouts", "score", "grades", "multiple_bp", "below_grades", "sizing", "offer_days", "snapshot_days"})
SIZING = frozenset({"first_offer_bp", "step_minor", "least_minor", "withhold_least_bp", "withhold_most_bp", "repay_days"})


def faults(policy: Mapping[str, Any], *, known: Sequence[str]) -> list[str]:
    """Sentences for the author, none when the policy may be published. ``known`` names the features."""
    if set(policy) != KEYS or set(policy["sizing"]) != SIZING:
        return ["the policy must have exactly these parts: " + ", ".join(sorted(KEYS))]
    return [*_knockouts(policy["knockouts"], known), *_score(policy["score"], known), *_grades(policy), *_sizing(policy["sizing"])]


def _knockouts(rows: Sequence[Mapping[str, Any]], known: Sequence[str]) -> Iterator[str]:
    for row in rows:
        if row["feature"] not in known:
            yield f"knock-out {row['rule']}: no feature is called {row['feature']}"
        if row["code"] not in CODES:
            yield f"knock-out {row['rule']}: no reason has the code {row['code']}"
        if ("at_least" in row) == ("at_most" in row):
            yield f"knock-out {row['rule']}: give either at_least or at_most"
        if row["outcome"] not in OUTCOMES or row["missing"] not in OUTCOMES:
            yield f"knock-out {row['rule']}: a failing or missing value must decline or refer, never pass"


def _score(rows: Sequence[Mapping[str, Any]], known: Sequence[str]) -> Iterator[str]:
    for row in rows:
        edges, points = row["edges"], row["points"]
        if row["feature"] not in known or row["code"] not in CODES:
            yield f"score {row['feature']}: no such feature or code"
        if edges != sorted(set(edges)) or len(points) != len(edges) + 1:
            yield f"score {row['feature']}: edges must rise, and there is one band more than there are edges"
        if points != sorted(points, reverse=row["better"] == "lower"):
            yield f"score {row['feature']}: a better value may never score less"
        if row["missing"] > min(points):
            yield f"score {row['feature']}: a missing value may not score more than the worst one"


def _grades(policy: Mapping[str, Any]) -> Iterator[str]:
    least, multiples = [at for _, at in policy["grades"]], [policy["multiple_bp"].get(name, 0) for name, _ in policy["grades"]]
    if least != sorted(set(least), reverse=True):
        yield "grades: list them best first, each from a lower score"
    if multiples != sorted(multiples, reverse=True) or min(multiples) <= 0:
        yield "grades: a better grade may never have a smaller multiple"
    if policy["below_grades"]["outcome"] not in OUTCOMES:
        yield "grades: a score below the last grade must decline or refer"


def _sizing(sizing: Mapping[str, int]) -> Iterator[str]:
    if not 0 < sizing["withhold_least_bp"] <= sizing["withhold_most_bp"] <= 10_000:
        yield "sizing: the share withheld runs from a least to a most, within the whole"
    if not 0 < sizing["first_offer_bp"] <= 10_000 or min(sizing["step_minor"], sizing["least_minor"], sizing["repay_days"]) <= 0:
        yield "sizing: step, least loan, days to repay and first share must be positive, the share at most the whole"
