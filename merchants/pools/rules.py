"""What a pool's article costs at each quantity, and what its members set aside. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from ecosystem.kernel.money import line_minor, portion

MAX_STEPS = 5
DEPOSIT_BP = 2_000
WHOLE_BP = 10_000
GIVE_UP_AFTER = timedelta(days=150)
"""Nothing came by then: the deposit is free, before its hold ends by itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """From ``least`` units together, each costs so many minor units."""

    least: Decimal
    unit_minor: int


def is_ladder(steps: Sequence[Step]) -> bool:
    """One to five steps, each for more and cheaper than the one before."""
    pairs = list(pairwise(steps))
    return 1 <= len(steps) <= MAX_STEPS and all(low.least < high.least and low.unit_minor > high.unit_minor for low, high in pairs)


def price_at(steps: Sequence[Step], quantity: Decimal) -> int | None:
    """The price that so much reaches; ``None`` below the first step."""
    reached = [step for step in steps if step.least <= quantity]
    return min((step.unit_minor for step in reached), default=None)


def next_step(steps: Sequence[Step], quantity: Decimal) -> Step | None:
    """What is to be reached next."""
    ahead = [step for step in steps if step.least > quantity]
    return min(ahead, key=lambda step: step.least) if ahead else None


def most_minor(steps: Sequence[Step], quantity: Decimal) -> int:
    """What a member pays at most: the first step's price."""
    return line_minor(max(step.unit_minor for step in steps), quantity)


def deposit_minor(steps: Sequence[Step], quantity: Decimal, deposit_bp: int) -> int:
    """A part of that, rounded half up, and never nothing."""
    return max(portion(most_minor(steps, quantity), Decimal(deposit_bp) / WHOLE_BP), 1)


def fate_of_deposit(*, order_status: str, agreed: bool) -> str:
    """``held`` until goods come; given back then, or when the supplier does not deliver; the supplier's, if the buyer calls off what was agreed."""
    if order_status == "cancelled":
        return "forfeited" if agreed else "given_back"
    return "given_back" if order_status in ("declined", "lapsed", "partially_received", "received", "closed", "short_closed") else "held"
