"""A policy tried on decisions that were made: who would be answered otherwise, and what it would change in yuan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lending.portraits.public import canonical, digest
from lending.products.public import Product, versions_of

from . import engines
from .models import Decision
from .verdicts import APPROVE, DECLINE, REFER, verdict_content
from .worth import Effect, Worth, change_of, effect_of, worth_of

OUTCOMES = (APPROVE, REFER, DECLINE)
MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class Swap:
    """A decision that would be answered otherwise, or with another limit; ``change`` counts what is approved, before and after."""

    decision: Decision
    outcome: str
    limit_minor: int
    change: Worth

    @property
    def change_minor(self) -> int:
        return self.limit_minor - self.decision.limit_minor

    @property
    def flips(self) -> str:
        """``yes`` where it would be approved and was not, ``no`` the other way round, else ``same``."""
        was, would = self.decision.outcome == APPROVE, self.outcome == APPROVE
        return "same" if was == would else "yes" if would else "no"


@dataclass(frozen=True, slots=True)
class SwapSet:
    """``counts`` by outcome before and after; limits are sums of approvals in minor units; ``repeated`` decisions gave the same bytes again.

    ``costs`` are told by who flips: to yes, to no, and who is answered as before with another limit; ``all`` of them last.
    """

    tried: int
    repeated: int
    counts: Mapping[tuple[str, str], int]
    swaps: tuple[Swap, ...]
    before_minor: int
    after_minor: int
    costs: tuple[tuple[str, Effect], ...]

    @property
    def flipped(self) -> int:
        return sum(count for (before, after), count in self.counts.items() if before != after)

    def table(self) -> list[tuple[str, list[tuple[str, int]]]]:
        return [(before, [(after, self.counts.get((before, after), 0)) for after in OUTCOMES]) for before in OUTCOMES]


def swap_set(content: Mapping[str, Any], decisions: Sequence[Decision]) -> SwapSet:
    """``content`` must be sound. Every decision is also made again by its own policy, and its bytes compared."""
    sha256, products = digest(content), versions_of({decision.product_code for decision in decisions})
    counts: Counter[tuple[str, str]] = Counter()
    swaps, repeated, after_minor = [], 0, 0
    for decision in decisions:
        repeated += _again(decision) == canonical(decision.verdict)
        verdict = engines.verdict_of(content, sha256, decision.inputs)
        counts[decision.outcome, verdict.outcome] += 1
        after_minor += _lent(verdict.outcome, verdict.limit_minor)
        if (verdict.outcome, verdict.limit_minor) != (decision.outcome, decision.limit_minor):
            product = products[decision.product_code, decision.product_version]
            swaps.append(Swap(decision, verdict.outcome, verdict.limit_minor, _change(decision, verdict.outcome, verdict.limit_minor, product)))
    before_minor = sum(decision.limit_minor for decision in decisions if decision.outcome == APPROVE)
    swaps.sort(key=lambda swap: (swap.outcome == swap.decision.outcome, -abs(swap.change_minor)))
    return SwapSet(len(decisions), repeated, counts, tuple(swaps[:MOST_TOLD]), before_minor, after_minor, _costs(swaps))


def _costs(swaps: Sequence[Swap]) -> tuple[tuple[str, Effect], ...]:
    kinds = [(kind, [swap.change for swap in swaps if swap.flips == kind]) for kind in ("yes", "no", "same")]
    return (*((kind, effect_of(changes)) for kind, changes in kinds), ("all", effect_of(swap.change for swap in swaps)))


def _change(decision: Decision, outcome: str, limit_minor: int, product: Product) -> Worth:
    before, after = _lent(decision.outcome, decision.limit_minor), _lent(outcome, limit_minor)
    return change_of(worth_of(before, decision.inputs, product), worth_of(after, decision.inputs, product))


def _again(decision: Decision) -> bytes:
    return canonical(verdict_content(engines.verdict_of(decision.policy.content, decision.policy.sha256, decision.inputs)))


def _lent(outcome: str, limit_minor: int) -> int:
    return limit_minor if outcome == APPROVE else 0
