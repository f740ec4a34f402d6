"""A training job's report as a validator reads it: whole numbers and basis points instead of text of six places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ecosystem.kernel.money import round_half_up

PARTS: Mapping[str, str | Promise] = {"train": _("Learned on"), "test": _("Tested on")}
GROUPS: Mapping[str, str | Promise] = {
    "both": _("Both would take"),
    "swapped_in": _("Only this one"),
    "swapped_out": _("Only the other"),
    "neither": _("Neither"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one group: how many, what was said of them where something was, and how many turned bad, in basis points."""

    name: str
    rows: int
    said_bp: int | None
    was_bp: int


@dataclass(frozen=True, slots=True)
class Swaps:
    against: str
    share_bp: int
    groups: list[Group]


def in_bp(fraction: str) -> int:
    return round_half_up(Decimal(fraction) * 10_000)


def parts_of(report: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any], list[tuple[str, str]]]]:
    """For both parts of the data its counts, and the measures that a report has, to three places; what it lacks is a dash."""
    names = (("AUC", "auc"), ("KS", "ks"), ("Brier", "brier"))
    return [
        (str(words), report[part], [(name, f"{Decimal(report[part][what]):.3f}" if what in report[part] else "–") for name, what in names])
        for part, words in PARTS.items()
        if part in report
    ]


def calibration_of(report: Mapping[str, Any]) -> list[Group]:
    """From the safest group to the riskiest; groups are of equal size."""
    rows = report.get("calibration") or ()
    return [Group(str(place), row["rows"], in_bp(row["said"]), in_bp(row["was"])) for place, row in enumerate(rows, 1)]


def swaps_of(report: Mapping[str, Any]) -> Swaps | None:
    told = report.get("swaps")
    if not told:
        return None
    groups = [
        Group(str(words), told[name]["rows"], None, round_half_up(Decimal(told[name]["bads"] * 10_000) / told[name]["rows"]))
        for name, words in GROUPS.items()
        if told[name]["rows"]
    ]
    return Swaps(told.get("against", "–"), in_bp(told["share"]), groups)
