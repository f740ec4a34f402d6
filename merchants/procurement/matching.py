"""The three-way match: what is billed, against what was ordered, against what was kept (circles.md F17)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from ecosystem.kernel.money import line_minor, refund_minor, round_half_up
from ecosystem.kernel.quantities import plain

WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far an invoice may be off: a price by the larger of a part and an amount, the sum by an amount. Quantities never."""

    price_bp: int = 0
    price_minor: int = 0
    total_minor: int = 0


@dataclass(frozen=True, slots=True)
class Billed:
    """One line as the supplier asks for it, beside what was agreed and what of it can still be billed."""

    quantity: Decimal
    unit_minor: int
    agreed_minor: int
    billable: Decimal


@dataclass(frozen=True, slots=True)
class Matched:
    """``covered`` has goods behind it; ``exceptions`` are ``quantity`` and ``price``."""

    covered: Decimal
    exceptions: tuple[str, ...]


def match_line(billed: Billed, tolerance: Tolerance) -> Matched:
    covered = min(billed.quantity, max(billed.billable, Decimal(0)))
    allowed = max(tolerance.price_minor, round_half_up(Decimal(billed.agreed_minor) * tolerance.price_bp / WHOLE_BP))
    found = []
    if covered < billed.quantity:
        found.append("quantity")
    if abs(billed.unit_minor - billed.agreed_minor) > allowed:
        found.append("price")
    return Matched(covered, tuple(found))


def total_differs(lines: Sequence[Billed], tolerance: Tolerance) -> bool:
    """Whether small differences of price, each within its own tolerance, add up to more than the order allows."""
    asked = sum(line_minor(line.unit_minor, line.quantity) for line in lines)
    agreed = sum(line_minor(line.agreed_minor, line.quantity) for line in lines)
    priced_right = all(line.unit_minor == line.agreed_minor for line in lines)
    return not priced_right and abs(asked - agreed) > max(tolerance.total_minor, _allowed(lines, tolerance))


def _allowed(lines: Sequence[Billed], tolerance: Tolerance) -> int:
    """With no tolerance of the total, the tolerances of the lines alone count."""
    if tolerance.total_minor:
        return 0
    return sum(
        line_minor(max(tolerance.price_minor, round_half_up(Decimal(line.agreed_minor) * tolerance.price_bp / WHOLE_BP)), line.quantity)
        for line in lines
    )


def price_debit(*, quantity: Decimal, gross_minor: int, agreed_minor: int) -> int:
    """What a line asks beyond the agreed price; nothing when it asks less."""
    return max(gross_minor - line_minor(agreed_minor, quantity), 0)


def quantity_debit(*, gross_minor: int, quantity: Decimal, before: Decimal, after: Decimal) -> int:
    """R5: debits of one line, in any order and number, sum to the line."""
    return refund_minor(gross_minor, quantity, before, after)


def receivable_digest(*, supplier: UUID, buyer: UUID, order: UUID, number_key: str, lines: Sequence[tuple[int, Decimal, int]], due_on: date) -> bytes:
    """SHA-256 over what both sides confirmed, so that the same claim can't be registered twice, whoever asks."""
    said = [str(supplier), str(buyer), str(order), number_key, due_on.isoformat()]
    said += [f"{position}:{plain(quantity)}:{gross}" for position, quantity, gross in sorted(lines)]
    return hashlib.sha256("\n".join(said).encode()).digest()
