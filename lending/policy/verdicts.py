"""What a decision says, whichever engine made it: outcome, limit, reasons and how it came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Policy = Mapping[str, Any]
Values = Mapping[str, Any]
APPROVE, REFER, DECLINE = "approve", "refer", "decline"
SEVERITY = {APPROVE: 0, REFER: 1, DECLINE: 2}
MOST_REASONS = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not more: ``value`` fell short of ``wanted``; ``weight`` orders reasons (points lost)."""

    code: str
    rule: str
    feature: str
    value: Any
    band: tuple[int | None, int | None]
    wanted: int | None
    outcome: str
    weight: int
    gain_minor: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: str
    grade: str
    score: int
    limit_minor: int
    withhold_bp: int
    binding: str
    reasons: tuple[Reason, ...]
    near_misses: tuple[Any, ...]
    trace: tuple[dict[str, Any], ...]


def worst(*outcomes: str) -> str:
    return max(outcomes, key=SEVERITY.__getitem__, default=APPROVE)


def ordered(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Heaviest first, one for each code, at most four."""
    kept: dict[str, Reason] = {}
    for reason in sorted(reasons, key=lambda reason: (-reason.weight, reason.code, reason.rule)):
        kept.setdefault(reason.code, reason)
    return tuple(kept.values())[:MOST_REASONS]


def shallow(row: Reason | Verdict) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def verdict_content(verdict: Verdict) -> dict[str, Any]:
    """What is stored and hashed: plain data only."""
    return {**shallow(verdict), "reasons": [shallow(reason) for reason in verdict.reasons]}
