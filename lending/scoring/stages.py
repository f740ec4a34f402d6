"""The life of a scorecard: drafted, validated by another person, watching, deciding for a share or for all, retired."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

DRAFT, VALIDATED, REFUSED, SHADOW, CHALLENGER, CHAMPION, RETIRED = (
    *("draft", "validated", "refused", "shadow", "challenger", "champion", "retired"),
)
# Whom a scorecard must have been learned from if it is to score anybody.
OURS = "merchants"
STEPS = [VALIDATED, REFUSED, SHADOW, CHALLENGER, CHAMPION, RETIRED]
SCORING = [SHADOW, CHALLENGER, CHAMPION]
# Nothing decides that has not watched first; whoever was champion watches on, so that it can be called back.
NEXT: Mapping[str, frozenset[str]] = {
    DRAFT: frozenset({VALIDATED, REFUSED}),
    VALIDATED: frozenset({SHADOW, RETIRED}),
    SHADOW: frozenset({CHALLENGER, CHAMPION, RETIRED}),
    CHALLENGER: frozenset({CHAMPION, SHADOW, RETIRED}),
    CHAMPION: frozenset({SHADOW, RETIRED}),
    REFUSED: frozenset(),
    RETIRED: frozenset(),
}
WHOLE = 10_000


class Step(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def model_id(self) -> int: ...
    @property
    def stage(self) -> str: ...
    @property
    def share_bp(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Registry:
    """Where every scorecard stands after the steps that were taken; ``last`` is the number of the last of them."""

    last: int = 0
    stages: Mapping[int, str] = field(default_factory=dict)
    share_bp: int = 0

    def stage_of(self, model: int) -> str:
        return self.stages.get(model, DRAFT)

    def only(self, stage: str) -> int | None:
        """The scorecard at a stage that has room for one."""
        return next((model for model, at in self.stages.items() if at == stage), None)

    def shadows(self) -> list[int]:
        return sorted(model for model, at in self.stages.items() if at == SHADOW)


def registry_of(steps: Iterable[Step]) -> Registry:
    """Steps in their order."""
    stages: dict[int, str] = {}
    last = share_bp = 0
    for step in steps:
        stages[step.model_id], last = step.stage, step.number
        share_bp = step.share_bp if step.stage == CHALLENGER else share_bp
    return Registry(last, stages, share_bp)


def displaced(registry: Registry, model: int, stage: str) -> int | None:
    """Who has to make room: there is one champion and one challenger."""
    there = registry.only(stage) if stage in (CHALLENGER, CHAMPION) else None
    return None if there == model else there


def is_challenged(party_id: UUID, *, challenger_sha256: str, share_bp: int) -> bool:
    """Whether a party falls into a challenger's share: the same answer every time, and a wider share keeps whom it had.

    Another challenger draws other parties.
    """
    drawn = hashlib.sha256(f"{challenger_sha256}/{party_id}".encode()).digest()
    return int.from_bytes(drawn[:8]) % WHOLE < share_bp
