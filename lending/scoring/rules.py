"""Score: values in, points and reasons out. Pure, exact, replayable; no library that trained anything is needed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any

from .artefact import Bin, Characteristic, Scorecard
from .scaling import EXACT, WHOLE, probability_of_bad

MOST_REASONS = 4
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """What one characteristic gave: ``points`` of the ``most`` that another value would have."""

    feature: str
    bin: str
    points: int
    most: int
    code: str

    @property
    def lost(self) -> int:
        return self.most - self.points


@dataclass(frozen=True, slots=True)
class Scored:
    """``log_odds`` are ln(goods / bads); ``bad_bp`` is the probability of turning bad in basis points, rounded up."""

    points: int
    log_odds: Decimal
    probability: Decimal
    bad_bp: int
    parts: tuple[Part, ...]

    def reasons(self) -> tuple[Part, ...]:
        """What cost the most points against the best bin, heaviest first, one for each code, at most four."""
        kept: dict[str, Part] = {}
        for part in sorted(self.parts, key=lambda part: (-part.lost, part.code, part.feature)):
            if part.lost:
                kept.setdefault(part.code, part)
        return tuple(kept.values())[:MOST_REASONS]


def score(card: Scorecard, values: Values) -> Scored:
    """A value that is no number, where one is wanted, counts as missing; a text that training never saw as ``other``."""
    log_odds, points, parts = card.intercept, card.base_points, []
    for one in card.characteristics:
        found = bin_of(one, values.get(one.feature))
        log_odds = EXACT.add(log_odds, EXACT.multiply(one.coefficient, found.woe))
        points += found.points
        parts.append(Part(one.feature, found.name, found.points, one.most, one.code))
    probability = probability_of_bad(log_odds)
    return Scored(points, log_odds, probability, int((probability * WHOLE).to_integral_value(ROUND_CEILING)), tuple(parts))


def bin_of(one: Characteristic, value: Any) -> Bin:
    if not one.is_number:
        place = one.members.get(value) if isinstance(value, str) else None
        return one.missing if value is None or value == "" else one.other if place is None else one.bins[place]
    number = _number(value)
    return one.missing if number is None else one.bins[bisect_right(one.ends, number)]


def _number(value: Any) -> Decimal | None:
    """Of whole numbers, decimals and their text; a float is read as it is printed."""
    if value is None or isinstance(value, bool) or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
