"""A policy tried on decisions that were made: who would be answered otherwise, and what it would change in yuan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lending.portraits.public import canonical, digest

from . import engines
from .models import Decision
from .verdicts import APPROVE, DECLINE, REFER, Verdict, verdict_content

OUTCOMES = (APPROVE, REFER, DECLINE)
MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class Swap:
    """A decision that would be answered otherwise, or with another limit."""

    decision: Decision
    outcome: str
    limit_minor: int

    @property
    def change_minor(self) -> int:
        return self.limit_minor - self.decision.limit_minor


@dataclass(frozen=True, slots=True)
class SwapSet:
    """``counts`` by outcome before and after; limits are sums of approvals in minor units; ``repeated`` decisions gave the same bytes again."""

    tried: int
    repeated: int
    counts: Mapping[tuple[str, str], int]
    swaps: tuple[Swap, ...]
    before_minor: int
    after_minor: int

    @property
    def flipped(self) -> int:
        return sum(count for (before, after), count in self.counts.items() if before != after)

    def table(self) -> list[tuple[str, list[tuple[str, int]]]]:
        return [(before, [(after, self.counts.get((before, after), 0)) for after in OUTCOMES]) for before in OUTCOMES]


def swap_set(content: Mapping[str, Any], decisions: Sequence[Decision]) -> SwapSet:
    """``content`` must be sound. Every decision is also made again by its own policy, and its bytes compared."""
    sha256 = digest(content)
    counts: Counter[tuple[str, str]] = Counter()
    swaps, repeated, after_minor = [], 0, 0
    for decision in decisions:
        repeated += _again(decision) == canonical(decision.verdict)
        verdict = engines.verdict_of(content, sha256, decision.inputs)
        counts[decision.outcome, verdict.outcome] += 1
        after_minor += _lent(verdict)
        if (verdict.outcome, verdict.limit_minor) != (decision.outcome, decision.limit_minor):
            swaps.append(Swap(decision, verdict.outcome, verdict.limit_minor))
    before_minor = sum(decision.limit_minor for decision in decisions if decision.outcome == APPROVE)
    swaps.sort(key=lambda swap: (swap.outcome == swap.decision.outcome, -abs(swap.change_minor)))
    return SwapSet(len(decisions), repeated, counts, tuple(swaps[:MOST_TOLD]), before_minor, after_minor)


def _again(decision: Decision) -> bytes:
    return canonical(verdict_content(engines.verdict_of(decision.policy.content, decision.policy.sha256, decision.inputs)))


def _lent(verdict: Verdict) -> int:
    return verdict.limit_minor if verdict.outcome == APPROVE else 0
