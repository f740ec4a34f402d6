"""Pure arithmetic of after-sale: what so much of a line comes to, how an offer is shared, what goes back on a shelf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from uuid import UUID

from ecosystem.kernel.money import allocate, refund_minor

from .errors import NothingToReturn, ReasonMissing

STEP = Decimal("0.001")
LONGEST_TEXT = 500
# The shop has these to answer for, so its delivery fee goes back with the last of the goods.
SHOPS_FAULT = frozenset({"damaged", "wrong", "missing", "quality"})
BUYERS_REASONS = ("damaged", "wrong", "missing", "quality", "not_wanted", "other")
# A refund that failed is tried again after so long, and longer each time; one under way is looked after.
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Asked:
    """So much of one line, and where the goods go; nowhere is decided yet where ``restock`` is empty."""

    position: int
    quantity: Decimal
    restock: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a case claims of one line, beside what was sold of it and granted before."""

    line_id: int
    quantity: Decimal
    asked_minor: int
    sold: Decimal
    granted: Decimal
    paid_minor: int
    granted_minor: int

    @property
    def share_minor(self) -> int:
        """R5: any sequence of parts sums to what was paid; money kept by an earlier agreement stays kept."""
        share = refund_minor(self.paid_minor, self.sold, self.granted, self.granted + self.quantity)
        return min(share, self.paid_minor - self.granted_minor)


def checked_quantity(quantity: Decimal, left: Decimal) -> Decimal:
    """Raises ``NothingToReturn`` for what is no quantity, or more than is left of the line."""
    if not quantity.is_finite() or quantity <= 0 or quantity != quantity.quantize(STEP) or quantity > left:
        raise NothingToReturn
    return quantity


def granted(claims: Sequence[Claim], agreed_minor: int, asked_minor: int) -> dict[int, int]:
    """Minor units by line: R5 of each, or, where less was agreed on, that shared by what was asked (R3)."""
    if agreed_minor == asked_minor:
        return {claim.line_id: claim.share_minor for claim in claims}
    shares = allocate(agreed_minor, [claim.asked_minor for claim in claims])
    return {claim.line_id: min(share, claim.paid_minor - claim.granted_minor) for claim, share in zip(claims, shares, strict=True)}


def base_back(reserved: Decimal, sold: Decimal, before: Decimal, after: Decimal) -> Decimal:
    """What comes back to the shelf, in base units, of a line that took ``reserved`` of it; all of it in the end."""
    return _base(reserved, sold, after) - _base(reserved, sold, before)


def _base(reserved: Decimal, sold: Decimal, back: Decimal) -> Decimal:
    return reserved if back >= sold else (reserved * back / sold).quantize(STEP, ROUND_DOWN)


def next_try(attempts: int) -> timedelta:
    wait: timedelta = FIRST_WAIT * 2 ** min(attempts, 12)
    return min(wait, LONGEST_WAIT)


def checked_text(text: str) -> str:
    """Raises ``ReasonMissing`` for no words."""
    told = " ".join(text.split())[:LONGEST_TEXT]
    if not told:
        raise ReasonMissing
    return told


def window_until(completed_at: datetime, hours: int) -> datetime:
    return completed_at + timedelta(hours=hours)


def told(asked: Sequence[Asked]) -> list[list[str]]:
    """What a repeated request must say again."""
    return [[str(one.position), f"{one.quantity:f}", one.restock] for one in sorted(asked, key=lambda one: one.position)]


def key_of(case_id: UUID) -> str:
    """Under which the case's money moves, however often it is tried."""
    return f"after-sale/{case_id}"
