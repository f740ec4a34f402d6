"""A decision laid out for a credit officer: features, trace and bounds, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lending.portraits.public import NAMES

from .models import Decision
from .reasons import LABELS, shown

BADGES = {"approve": "approved", "refer": "referred", "decline": "declined"}
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
class Bound:
    label: str
    amount_minor: int
    holds: bool


def features_of(decision: Decision) -> list[Row]:
    features = decision.snapshot.features
    return [Row(str(LABELS[name]), shown(name, features[name]["value"]), features[name]["facts_counted"]) for name in NAMES if name in features]


def checks_of(decision: Decision) -> list[Check]:
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
    return [
        Points(str(LABELS[step["feature"]]), shown(step["feature"], step["value"]), step["points"], step["of"]) for step in _steps(decision, "score")
    ]


def bounds_of(decision: Decision) -> list[Bound]:
    [step] = _steps(decision, "limit")
    return [Bound(str(BOUNDS[name]), amount, name == step["binding"]) for name, amount in step["by"].items()]


def _steps(decision: Decision, node: str) -> list[dict[str, Any]]:
    return [step for step in decision.verdict["trace"] if step["node"] == node]
