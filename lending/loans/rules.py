"""How a payment is divided and what a settlement repays. Whole minor units throughout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lending.products.public import interest_units, project_line, sweep_minor, units_to_minor


@dataclass(frozen=True, slots=True)
class Debt:
    """What is owed on one draw, interest run to the day."""

    principal_minor: int
    interest_minor: int


@dataclass(frozen=True, slots=True)
class Part:
    """What a payment does to one draw."""

    interest_minor: int
    principal_minor: int


def owed_minor(debts: Sequence[Debt]) -> int:
    return sum(debt.principal_minor + debt.interest_minor for debt in debts)


def split(amount_minor: int, debts: Sequence[Debt]) -> list[Part]:
    """Divide a payment: all interest first, then principal, each on the oldest draw first.

    Raises:
        ValueError: nothing is paid, or more than is owed.
    """
    if not 0 < amount_minor <= owed_minor(debts):
        raise ValueError("a payment is at least one minor unit and at most what is owed")
    interest = _fill(amount_minor, [debt.interest_minor for debt in debts])
    principal = _fill(amount_minor - sum(interest), [debt.principal_minor for debt in debts])
    return [Part(*pair) for pair in zip(interest, principal, strict=True)]


def split_refund(amount_minor: int, debts: Sequence[Debt], which: int | None) -> list[Part]:
    """Divide what is given back of a purchase: first the principal of the draw that paid it (``which``, a place in ``debts``), then as a payment.

    Less than ``amount_minor`` in all where less is owed.
    """
    back = min(amount_minor, debts[which].principal_minor) if which is not None else 0
    left = [Debt(debt.principal_minor - back * (place == which), debt.interest_minor) for place, debt in enumerate(debts)]
    rest = min(amount_minor - back, owed_minor(left))
    parts = split(rest, left) if rest else [Part(0, 0) for _ in left]
    return [Part(part.interest_minor, part.principal_minor + back * (place == which)) for place, part in enumerate(parts)]


def _fill(amount: int, wanted: Sequence[int]) -> list[int]:
    given = []
    for want in wanted:
        given.append(min(amount, want))
        amount -= given[-1]
    return given


def run_interest(units: int, balance_minor: int, rate: Decimal, days: int, day_count: str) -> tuple[int, int]:
    """Cumulative units after some more days, and the interest that they round to."""
    units += interest_units(balance_minor, rate, days)
    return units, units_to_minor(units, day_count)


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a settlement repays, and each figure that decided it.

    ``carry_minor`` (zero or negative) is what refunds took from the base and is netted from
    the next one; nothing swept earlier is given back.
    """

    base_minor: int
    carried_minor: int
    rate_bp: int
    computed_minor: int
    cap_left_minor: int | None
    owed_minor: int
    amount_minor: int
    carry_minor: int


def sweep(*, base_minor: int, carried_minor: int, rate_bp: int, owed: int, cap_left_minor: int | None) -> Sweep:
    """min(floor(base · share), what is owed with interest, what is left of the day's cap)."""
    net = base_minor - abs(carried_minor)
    computed = sweep_minor(net, rate_bp)
    amount = min(computed, owed) if cap_left_minor is None else min(computed, owed, cap_left_minor)
    return Sweep(base_minor, carried_minor, rate_bp, computed, cap_left_minor, owed, amount, min(net, 0))


def days_past_due(due_on: date | None, on: date) -> int:
    """Whole days after the due date; 0 on it, or when nothing is due."""
    return max((on - due_on).days, 0) if due_on else 0


def interest_saved(principal_minor: int, rate: Decimal, withhold_bp: int, daily_base_minor: int, on: date, due_on: date, day_count: str) -> int:
    """Interest that paying everything today avoids, if sales go on as they did and are withheld as agreed."""
    days = (due_on - on).days
    if principal_minor <= 0 or days <= 0:
        return 0
    return project_line(principal_minor, rate, withhold_bp, daily_base_minor, on, term_days=days, day_count=day_count).interest_minor
