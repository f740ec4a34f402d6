"""What a limit is worth to the bank in a year, were all of it drawn: the interest it earns, and what is lost of it on average.

Chance and share of a loss are the decision's own: what its scorecard said, and what its product's terms of that day say. Where
no scorecard was read, the loss is not known, which is not nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lending.products.public import Product, expected_loss_minor, year_interest_minor

from .reasons import SCORE, SCORE_BAD
from .rules import READ


@dataclass(frozen=True, slots=True)
class Worth:
    """Minor units; ``loss_minor`` is ``None`` where it is not known."""

    limit_minor: int
    interest_minor: int
    loss_minor: int | None


@dataclass(frozen=True, slots=True)
class Effect:
    """Changes summed; of ``unknown`` cases, whose limits change by ``unknown_minor``, no loss is in the sum."""

    cases: int
    limit_minor: int
    interest_minor: int
    loss_minor: int
    unknown: int
    unknown_minor: int

    @property
    def is_known(self) -> bool:
        """Of at least one case."""
        return not self.cases or self.unknown < self.cases


def bad_bp_of(inputs: Mapping[str, Any]) -> int | None:
    """How many of ten thousand such businesses fall behind, as the scorecard said that was read for the case."""
    known: int | None = inputs["features"].get(SCORE_BAD)
    return known if inputs.get("sources", {}).get(SCORE) == READ else None


def worth_of(limit_minor: int, inputs: Mapping[str, Any], product: Product) -> Worth:
    bad_bp = bad_bp_of(inputs)
    interest = year_interest_minor(limit_minor, product.annual_rate, product.day_count)
    loss = 0 if not limit_minor else None if bad_bp is None else expected_loss_minor(limit_minor, bad_bp, product.lgd_bp)
    return Worth(limit_minor, interest, loss)


def change_of(before: Worth, after: Worth) -> Worth:
    loss = None if before.loss_minor is None or after.loss_minor is None else after.loss_minor - before.loss_minor
    return Worth(after.limit_minor - before.limit_minor, after.interest_minor - before.interest_minor, loss)


def effect_of(changes: Iterable[Worth]) -> Effect:
    told = list(changes)
    unknown = [one for one in told if one.loss_minor is None]
    return Effect(
        cases=len(told),
        limit_minor=sum(one.limit_minor for one in told),
        interest_minor=sum(one.interest_minor for one in told),
        loss_minor=sum(one.loss_minor or 0 for one in told),
        unknown=len(unknown),
        unknown_minor=sum(one.limit_minor for one in unknown),
    )
