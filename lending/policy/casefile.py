"""A decision laid out for a credit officer: features, trace and bounds, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lending.portraits.public import NAMES, shown

from .models import Decision
from .reasons import LABELS, SOURCES
from .rules import NOT_ASKED, READ
from .verdicts import APPROVE

BADGES = {"approve": "approved", "refer": "referred", "decline": "declined"}
STANDS: dict[str, str | Promise] = {
    READ: _("Read"),
    "empty": _("Nothing there"),
    "error": _("Could not be read"),
    "stale": _("Out of date"),
    NOT_ASKED: _("Not checked"),
}
NUMBER = re.compile(r"-?\d+")
OR_UNKNOWN, UNKNOWN_ALONE = _("or not known"), _("not known")
BOUNDS: dict[str, str | Promise] = {"sales": _("Sales"), "cash": _("Cash capacity"), "cap": _("Product cap")}


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    value: str
    facts: int


@dataclass(frozen=True, slots=True)
class Check:
    """A knock-out rule as it went."""

    label: str
    value: str
    edge: str
    badge: str
    near: bool


@dataclass(frozen=True, slots=True)
class Points:
    label: str
    value: str
    points: int
    of: int


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    standing: str
    says: str | Promise
    because: str


@dataclass(frozen=True, slots=True)
class Bound:
    label: str
    amount_minor: int
    holds: bool


def features_of(decision: Decision) -> list[Row]:
    features = decision.snapshot.features
    return [Row(str(LABELS[name]), shown(name, features[name]["value"]), features[name]["facts_counted"]) for name in NAMES if name in features]


def checks_of(decision: Decision) -> list[Check]:
    """Every row that could have stopped the merchant, whether it did or not."""
    if decision.policy.content["engine"] == 1:
        return _first_checks(decision)
    near = {(miss["node"], miss["row"]) for miss in decision.verdict["near_misses"]}
    hits = {(step["node"], name) for step in decision.verdict["trace"] for name in step.get("hits", ())}
    checks = []
    for node in decision.policy.content["nodes"]:
        for row in node["rows"] if not node.get("sum") else ():
            asked = {name: text for name, text in row["when"].items() if name in LABELS}
            if asked and row["then"].get("outcome", APPROVE) != APPROVE:
                place = (node["node"], row["row"])
                checks.append(_check(asked, decision, BADGES[row["then"]["outcome"] if place in hits else APPROVE], near=place in near))
    return checks


def _check(asked: dict[str, str], decision: Decision, badge: str, *, near: bool) -> Check:
    features = decision.inputs["features"]
    return Check(
        " · ".join(str(LABELS[name]) for name in asked),
        " · ".join(shown(name, features.get(name)) for name in asked),
        " · ".join(in_words(name, text) for name, text in asked.items()),
        badge,
        near,
    )


def in_words(feature: str, condition: str) -> str:
    """A condition with its numbers as people write them: ``< 50000`` of an amount is ``< ¥500.00``."""
    said = NUMBER.sub(lambda found: shown(feature, int(found.group())), condition)
    return said.replace("or missing", str(OR_UNKNOWN)).replace("missing", str(UNKNOWN_ALONE))


def _first_checks(decision: Decision) -> list[Check]:
    near = decision.verdict["near_misses"]
    return [
        Check(
            str(LABELS[step["feature"]]),
            shown(step["feature"], step["value"]),
            shown(step["feature"], step["edge"]),
            BADGES[step["outcome"]],
            step["rule"] in near,
        )
        for step in _steps(decision, "knockout")
    ]


def points_of(decision: Decision) -> list[Points]:
    if decision.policy.content["engine"] == 1:
        steps = _steps(decision, "score")
        return [Points(str(LABELS[step["feature"]]), shown(step["feature"], step["value"]), step["points"], step["of"]) for step in steps]
    hits = {(step["node"], name) for step in decision.verdict["trace"] for name in step.get("hits", ())}
    rows = []
    for node in decision.policy.content["nodes"]:
        for name in node["inputs"] if node.get("sum") else ():
            own = [row for row in node["rows"] if name in row["when"]]
            got = sum(row["then"][node["sum"]] for row in own if (node["node"], row["row"]) in hits)
            most = max((row["then"][node["sum"]] for row in own), default=0)
            rows.append(Points(str(LABELS[name]), shown(name, decision.inputs["features"].get(name)), got, most))
    return rows


def scored_of(decision: Decision) -> list[Points]:
    """What each characteristic of the scorecard gave, the costliest first; nothing where no scorecard was asked."""
    parts = sorted(decision.inputs.get("score", {}).get("parts", ()), key=lambda part: part["points"] - part["most"])
    values, rows = decision.inputs["features"], []
    for part in parts:
        name = part["feature"]
        rows.append(Points(f"{part['code']} {LABELS.get(name, name)}", shown(name, values.get(name)), part["points"], part["most"]))
    return rows


def sources_of(decision: Decision) -> list[Source]:
    """How each source stood; what nobody asked reads so, never as passed."""
    because = {source["source"]: source["because"] for source in decision.policy.content.get("sources", ())}
    asked = next(iter(_steps(decision, "sources")), {"by": [{"source": "trade", "standing": READ, "outcome": APPROVE}]})
    return [Source(str(SOURCES[row["source"]]), row["standing"], STANDS[row["standing"]], because.get(row["source"], "")) for row in asked["by"]]


def bounds_of(decision: Decision) -> list[Bound]:
    [step] = _steps(decision, "limit")
    return [Bound(str(label), step["by"][name], name == step["binding"]) for name, label in BOUNDS.items() if name in step["by"]]


def _steps(decision: Decision, node: str) -> list[dict[str, Any]]:
    return [step for step in decision.verdict["trace"] if step["node"] == node]
