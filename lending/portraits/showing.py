"""A portrait laid out for people: each feature with what it rests on, how new that is and how well it is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise

from .models import FeatureSnapshot
from .words import GROUPS, GUARDS, LABELS, LEFT_OUT, STANDINGS, shown

OLD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Row:
    """``standings`` are (words, how many facts) for those that there are; ``known_bp`` the weight of them all."""

    name: str
    label: str
    value: str
    facts: int
    newest_at: datetime | None
    old: bool
    standings: list[tuple[str, int]]
    known_bp: int | None


Groups = list[tuple[str | Promise, list[Row]]]


def rows_of(snapshot: FeatureSnapshot) -> Groups:
    """Features that an older portrait did not have are left out."""
    return [(title, [_row(name, snapshot) for name in names if name in snapshot.features]) for title, names in GROUPS]


def _row(name: str, snapshot: FeatureSnapshot) -> Row:
    feature: Mapping[str, Any] = snapshot.features[name]
    newest = feature.get("newest_at")
    newest_at = datetime.fromisoformat(newest) if newest else None
    by = feature.get("standings", {})
    return Row(
        name,
        str(LABELS[name]),
        shown(name, feature["value"]),
        feature["facts_counted"],
        newest_at,
        newest_at is not None and snapshot.as_of - newest_at > OLD,
        [(str(words), by[standing]) for standing, words in STANDINGS.items() if by.get(standing)],
        feature.get("known_bp"),
    )


def counted(by: Mapping[str, int], words: Mapping[str, str | Promise]) -> list[tuple[str, int]]:
    return [(str(words[name]), by[name]) for name in words if by.get(name)]


def left_out_of(snapshot: FeatureSnapshot) -> list[tuple[str, int]]:
    return counted(snapshot.left_out, LEFT_OUT)


def guards_of(snapshot: FeatureSnapshot) -> list[tuple[str, int]]:
    return counted(snapshot.guards, GUARDS)
