"""How a shop's health score is worked out. Pure: exact numbers in, exact numbers out, nothing hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from ecosystem.kernel.money import round_half_up

# How far back each part looks, in days.
WINDOWS = {"late_accepts": 30, "cancels": 30, "refunds": 30, "stock": 90, "suppliers": 90}
ACCEPT_WITHIN = timedelta(minutes=5)
LEFT_OUT_FOR = timedelta(days=30)
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Measured:
    """``bad`` of ``of`` cases (of refunds: minor units of sales), and what the part counts for.

    All points up to a share of ``good_bp``, none from ``bad_bp`` on, in a straight line between.
    """

    part: str
    bad: int
    of: int
    weight: int
    good_bp: int
    bad_bp: int
    left_out: bool = False

    @property
    def counts(self) -> bool:
        """Whether there is anything to measure, and nobody granted that it be left out."""
        return self.of > 0 and not self.left_out

    @property
    def rate_bp(self) -> int | None:
        return round_half_up(Decimal(self.bad * 10_000) / self.of) if self.of > 0 else None

    @property
    def points(self) -> int | None:
        """0 to 100, rounded half up once."""
        if not self.counts:
            return None
        share = Decimal(self.bad * 10_000) / self.of
        reached = (self.bad_bp - share) * WHOLE / (self.bad_bp - self.good_bp)
        return round_half_up(min(max(reached, Decimal(0)), Decimal(WHOLE)))

    @property
    def told(self) -> dict[str, Any]:
        """As it is kept with a score."""
        names = ("part", "bad", "of", "weight", "good_bp", "bad_bp", "left_out", "points")
        return {name: getattr(self, name) for name in names}


def score_of(parts: Iterable[Measured]) -> int | None:
    """The weighted mean of the parts that count; none where none does."""
    counted = [(part.weight, part.points) for part in parts if part.points is not None]
    weight = sum(weight for weight, _points in counted)
    return round_half_up(Decimal(sum(weight * points for weight, points in counted)) / weight) if weight else None


@dataclass(frozen=True, slots=True)
class Change:
    """What would change the score: so many bad cases fewer of a part, and it would be ``points`` higher."""

    part: str
    fewer: int
    points: int


def what_would_change(parts: Sequence[Measured]) -> list[Change]:
    """For each part that costs points: the fewest cases less with which it would cost none, the greatest gain first."""
    now = score_of(parts)
    changes = []
    for place, part in enumerate(parts):
        if now is None or part.points in {None, WHOLE}:
            continue
        good = part.good_bp * part.of // 10_000
        better = score_of([*parts[:place], replace(part, bad=good), *parts[place + 1 :]])
        changes.append(Change(part.part, part.bad - good, (better or 0) - now))
    return sorted((change for change in changes if change.points > 0), key=lambda change: -change.points)
