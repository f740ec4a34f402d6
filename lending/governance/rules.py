"""Whether groups of shops were treated alike: approvals against the best group, and prices after risk. Pure arithmetic.

An approval rate under four fifths of the best group's is told (29 CFR 1607.4(D), the four-fifths rule of thumb; a bank's own
standard may be stricter). Prices are compared within a grade: what a group pays more than the mean of its grades is not
explained by risk. Groups of fewer than ten say nothing, in either direction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ecosystem.kernel.money import round_half_up
from lending.products.public import half_up

LEAST, WHOLE = 10, 10_000
FOUR_FIFTHS = Fraction(4, 5)
PRICE_GAP_BP = 50
"""Half a percentage point a year."""
SIZES = ((1_000_000, "under_10k"), (5_000_000, "10k_to_50k"), (20_000_000, "50k_to_200k"))
LARGEST, UNKNOWN = "from_200k", "unknown"
DIMENSIONS = ("size", "district", "industry")


@dataclass(frozen=True, slots=True)
class Case:
    """One decision; ``groups`` by dimension, ``effective_bp`` of the offer that came of it, if any."""

    groups: Mapping[str, str]
    approved: bool
    grade: str
    effective_bp: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """``ratio_bp`` against the best group's rate; ``gap_bp`` is the mean price above that of the same grades, over all shops."""

    group: str
    decided: int
    approved: int
    approval_bp: int
    ratio_bp: int | None
    offers: int
    effective_bp: int | None
    gap_bp: int | None
    flags: tuple[str, ...]


def size_of(monthly_minor: int | None) -> str:
    """Of a typical month's net sales, in fen: under ¥10,000, to 50,000, to 200,000, or more."""
    if monthly_minor is None:
        return UNKNOWN
    return next((name for below, name in SIZES if monthly_minor < below), LARGEST)


def report(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """For each dimension its groups, the largest first."""
    return [{"by": by, "groups": [asdict(group) for group in groups_by(by, cases)]} for by in DIMENSIONS]


def groups_by(by: str, cases: Sequence[Case]) -> list[Group]:
    parts: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        parts[case.groups.get(by, UNKNOWN)].append(case)
    best = max((_rate(part) for part in parts.values() if len(part) >= LEAST), default=None)
    means = _means(cases)
    made = [_group(name, part, best, means) for name, part in parts.items()]
    return sorted(made, key=lambda group: (-group.decided, group.group))


def _group(name: str, part: Sequence[Case], best: Fraction | None, means: Mapping[str, Decimal]) -> Group:
    enough, rate = len(part) >= LEAST, _rate(part)
    ratio = rate / best if enough and best else None
    priced = [(case.effective_bp, case.grade) for case in part if case.effective_bp is not None]
    mean = gap = None
    if len(priced) >= LEAST:
        mean = round_half_up(Decimal(sum(price for price, _ in priced)) / len(priced))
        gap = round_half_up(sum((price - means[grade] for price, grade in priced), Decimal(0)) / len(priced))
    flags = [
        *(["approval"] if ratio is not None and ratio < FOUR_FIFTHS else []),
        *(["price"] if gap is not None and gap > PRICE_GAP_BP else []),
    ]
    told = None if ratio is None else _bp(ratio)
    return Group(name, len(part), sum(case.approved for case in part), _bp(rate), told, len(priced), mean, gap, tuple(flags))


def _rate(part: Sequence[Case]) -> Fraction:
    return Fraction(sum(case.approved for case in part), len(part))


def _bp(share: Fraction) -> int:
    return half_up(share.numerator * WHOLE, share.denominator)


def _means(cases: Sequence[Case]) -> dict[str, Decimal]:
    """The mean price of each grade, over all shops."""
    prices: dict[str, list[int]] = defaultdict(list)
    for case in cases:
        if case.effective_bp is not None:
            prices[case.grade].append(case.effective_bp)
    return {grade: Decimal(sum(all_of)) / len(all_of) for grade, all_of in prices.items()}
