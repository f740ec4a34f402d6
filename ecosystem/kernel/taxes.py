"""A rate of tax within a price, or on top of it. Pure, and read by the rows themselves."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ecosystem.kernel.money import line_minor, round_half_up
from ecosystem.kernel.quantities import plain

MOST_TAX_BP = 5_000
WHOLE_BP = Decimal(10_000)


def with_tax(unit_minor: int, tax_bp: int, *, included: bool) -> int:
    """The price of a unit as it is paid: tax that it leaves out comes on top, rounded once, since orders and invoices count units at it."""
    return unit_minor if included else line_minor(unit_minor, 1 + tax_bp / WHOLE_BP)


def tax_within(paid_minor: int, tax_bp: int | Decimal) -> int:
    """What an amount that holds its tax holds of it: ``paid ÷ (1 + rate) × rate``, rounded half up once; of what went back it is negative."""
    return round_half_up(paid_minor * tax_bp / (WHOLE_BP + tax_bp))


def rate_in(text: str) -> int | None:
    """A rate as one types it, in percent, as basis points; none for what is no rate, is finer than one, or is more than a half."""
    try:
        points = Decimal(text.strip().rstrip("%％").strip()) * 100
    except ArithmeticError:
        return None
    return int(points) if points.is_finite() and points == int(points) and 0 <= points <= MOST_TAX_BP else None


def rate_text(tax_bp: int | None) -> str:
    """Basis points as ``rate_in`` reads them: 1300 → ``"13"``, 850 → ``"8.5"``; nothing for none."""
    return "" if tax_bp is None else plain(Decimal(tax_bp) / 100)


def by_rate(parts: Iterable[tuple[int | None, int]]) -> list[tuple[int | None, int]]:
    """Amounts added up by their rate, the lowest first, what has none at the end."""
    sums: dict[int | None, int] = {}
    for rate, amount in parts:
        sums[rate] = sums.get(rate, 0) + amount
    return sorted(sums.items(), key=lambda one: (one[0] is None, one[0] or 0))
