"""The first engine: knock-outs, a scorecard, a limit. It decides nothing new.

It is kept because decisions that it made must give the same bytes when they are made again. What is published now is a
flow of tables (``rules``); the first of them says what this engine's only policy said.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .sizing import Terms, enough, size
from .verdicts import APPROVE, DECLINE, SEVERITY, Policy, Reason, Values, Verdict, ordered, shallow, worst

NEAR_PERCENT = 10


@dataclass(frozen=True, slots=True)
class _Node:
    outcome: str
    reasons: tuple[Reason, ...]
    near: tuple[str, ...]
    trace: tuple[dict[str, Any], ...]
    score: int = 0
    grade: str = ""


def decide(features: Values, terms: Terms, policy: Policy) -> Verdict:
    """The verdict of one policy on one merchant. Equal inputs give equal bytes.

    Each reason says by how much the limit would rise if that one value reached what is wanted.
    """
    bare = _decide(features, terms, policy)
    told = tuple(_with_gain(reason, features, terms, policy, bare.limit_minor) for reason in bare.reasons)
    return Verdict(**{**shallow(bare), "reasons": told})


def _decide(features: Values, terms: Terms, policy: Policy) -> Verdict:
    gate, card = _knock_outs(features, policy), _scorecard(features, policy)
    sized = size(features, terms, policy["sizing"], multiple_bp=policy["multiple_bp"].get(card.grade, 0))
    outcome = worst(gate.outcome, card.outcome, APPROVE if sized.limit_minor else DECLINE)
    short = (
        () if sized.limit_minor or gate.reasons else (_too_small(features, terms, policy, sized.binding, policy["multiple_bp"].get(card.grade, 0)),)
    )
    reasons = ordered((*gate.reasons, *short, *card.reasons))
    return Verdict(
        outcome=outcome,
        grade=card.grade,
        score=card.score,
        limit_minor=0 if outcome == DECLINE else sized.limit_minor,
        withhold_bp=sized.withhold_bp,
        binding=sized.binding,
        reasons=reasons,
        near_misses=gate.near,
        trace=(*gate.trace, *card.trace, {"node": "limit", **asdict(sized)}),
    )


def _knock_outs(features: Values, policy: Policy) -> _Node:
    outcome, reasons, near, trace = APPROVE, [], [], []
    for row in policy["knockouts"]:
        value, edge = features.get(row["feature"]), row.get("at_least", row.get("at_most"))
        passed = value is not None and (value >= edge if "at_least" in row else value <= edge)
        hit = APPROVE if passed else row["missing"] if value is None else row["outcome"]
        trace.append({"node": "knockout", "rule": row["rule"], "feature": row["feature"], "value": value, "edge": edge, "outcome": hit})
        if not passed:
            band = (None, edge) if "at_least" in row else (edge, None)
            reasons.append(Reason(row["code"], row["rule"], row["feature"], value, band, edge, hit, 100 * SEVERITY[hit]))
        elif value is not None and abs(value - edge) * 100 <= abs(edge) * NEAR_PERCENT:
            near.append(row["rule"])
        outcome = worst(outcome, hit)
    return _Node(outcome, tuple(reasons), tuple(near), tuple(trace))


def _scorecard(features: Values, policy: Policy) -> _Node:
    score, reasons, trace = 0, [], []
    for row in policy["score"]:
        value, points = features.get(row["feature"]), row["missing"]
        band: tuple[int | None, int | None] = (None, None)
        wanted = row["edges"][0 if row["better"] == "higher" else -1]
        if value is not None:
            at = bisect_right(row["edges"], value)
            points, band = row["points"][at], (_edge(row, at - 1), _edge(row, at))
            wanted = band[1] if row["better"] == "higher" else None if band[0] is None else band[0] - 1
        score += points
        trace.append({"node": "score", "feature": row["feature"], "value": value, "band": list(band), "points": points, "of": max(row["points"])})
        lost = max(row["points"]) - points
        if lost:
            reasons.append(Reason(row["code"], f"score_{row['feature']}", row["feature"], value, band, wanted, APPROVE, lost))
    grade = next((name for name, least in policy["grades"] if score >= least), "")
    outcome = APPROVE if grade else str(policy["below_grades"]["outcome"])
    trace.append({"node": "grade", "score": score, "grade": grade, "outcome": outcome})
    return _Node(outcome, tuple(reasons), (), tuple(trace), score, grade)


def _edge(row: Mapping[str, Any], at: int) -> int | None:
    edges: Sequence[int] = row["edges"]
    return edges[at] if 0 <= at < len(edges) else None


def _too_small(features: Values, terms: Terms, policy: Policy, binding: str, multiple_bp: int) -> Reason:
    """The limit came out below the least loan: the bound that held says what would be enough."""
    feature = "median_monthly_net_minor" if binding == "sales" else "p25_monthly_net_minor"
    needed = enough(terms, policy["sizing"], binding=binding, multiple_bp=multiple_bp)
    return Reason("R02", "least", feature, features.get(feature), (None, needed), needed, DECLINE, 150)


def _with_gain(reason: Reason, features: Values, terms: Terms, policy: Policy, limit_minor: int) -> Reason:
    if reason.wanted is None:
        return reason
    better = _decide({**features, reason.feature: reason.wanted}, terms, policy)
    return Reason(**{**shallow(reason), "gain_minor": max(better.limit_minor - limit_minor, 0)})
