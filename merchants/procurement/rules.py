"""What an order may become and when, and the arithmetic of ordering."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from uuid import UUID

from ecosystem.kernel.quantities import plain

from .errors import BadTerms, NotOrderable, NotWhole

MAX_LINES = 300
MOST = Decimal(100_000)
STEP = Decimal("0.001")
WHOLE_BP = 10_000
MAX_PRICE_MINOR = 1_000_000_00
NUMBER_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

# status after → statuses before. A change is one UPDATE … WHERE status IN (before).
BEFORE: dict[str, tuple[str, ...]] = {
    "to_approve": ("draft",),
    "draft": ("to_approve",),
    "sent": ("draft", "to_approve", "changed", "acknowledged", "sent"),
    "changed": ("sent",),
    "acknowledged": ("sent", "changed"),
    "declined": ("sent",),
    "lapsed": ("sent", "changed"),
    "cancelled": ("draft", "to_approve", "sent", "changed", "acknowledged"),
    "short_closed": ("partially_received",),
    "closed": ("received",),
}
OPEN = ("sent", "changed", "acknowledged", "partially_received", "received")
WAITING = ("sent", "changed")
DELIVERABLE = ("acknowledged", "partially_received", "received")
# Where whoever counts blind must not see how much is to come.
NOT_ALL_HERE = ("draft", "to_approve", "sent", "changed", "acknowledged", "partially_received")
COMING = ("acknowledged", "partially_received")
# What was approved, and may still be paid; what can be said to be paid one way or another.
APPROVED = ("sent", "changed", "acknowledged", "partially_received", "received", "short_closed")
PAYABLE = ("draft", "to_approve", *APPROVED)
BILLABLE = ("acknowledged", "partially_received", "received", "short_closed")
SEEN_BY_SUPPLIER = ("sent", "changed", "acknowledged", "declined", "lapsed", "partially_received", "received", "closed", "short_closed")


@dataclass(frozen=True, slots=True)
class Want:
    """So many units of a supplier's article."""

    article_id: UUID
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Wording:
    """What a revision says of the line at ``position``; a quantity of nothing strikes it out."""

    position: int
    quantity: Decimal
    unit_minor: int
    promised_on: date | None = None


@dataclass(frozen=True, slots=True)
class Season:
    """From one day until another ``sales_bp`` of the usual is sold, in basis points: 20,000 is twice as much."""

    starts: date
    until: date
    sales_bp: int


@dataclass(frozen=True, slots=True)
class Counted:
    """One line at the door, in the supplier's unit. What was delivered is accepted + rejected; a rejection says why.

    ``batch`` and ``expires_on`` are what the label says, ``weight_g`` what one of the shop's own units weighs.
    """

    position: int
    accepted: Decimal
    rejected: Decimal = Decimal(0)
    why: str = ""
    batch: str = ""
    expires_on: date | None = None
    weight_g: int = 0


def number_of(document_id: UUID, letter: str = "P") -> str:
    """A letter and seven characters that people can read out, from the id: 32⁷ numbers, and unique by constraint."""
    digest = hashlib.sha256(document_id.bytes).digest()
    return letter + "".join(NUMBER_LETTERS[byte % len(NUMBER_LETTERS)] for byte in digest[:7])


def checked_quantity(quantity: Decimal, *, least: Decimal = STEP) -> Decimal:
    """Raises ``BadTerms`` below ``least``, from 100,000 on, or finer than a thousandth."""
    if not quantity.is_finite() or not least <= quantity < MOST or quantity != quantity.quantize(STEP):
        raise BadTerms
    return quantity


def require_whole(name: str, quantity: Decimal, *, whole: bool) -> None:
    """Raises ``NotWhole`` for a part of what is counted, not weighed."""
    if whole and quantity != quantity.to_integral_value():
        less = quantity.to_integral_value(rounding=ROUND_FLOOR)
        raise NotWhole(name=name, quantity=plain(quantity), less=plain(less), more=plain(less + 1))


def checked_unit_price(unit_minor: int) -> int:
    if not 0 < unit_minor <= MAX_PRICE_MINOR:
        raise BadTerms
    return unit_minor


def orderable(wanted: Decimal, *, moq: Decimal, multiple: Decimal) -> Decimal:
    """The least quantity that covers ``wanted``: a whole number of steps, and no less than the minimum (F18)."""
    least = max(wanted, moq)
    return ((least / multiple).to_integral_value(rounding=ROUND_CEILING) * multiple).quantize(STEP)


def require_orderable(name: str, quantity: Decimal, *, moq: Decimal, multiple: Decimal) -> None:
    """Raises ``NotOrderable`` below the minimum or between two steps."""
    fits = orderable(quantity, moq=moq, multiple=multiple)
    if fits != quantity:
        raise NotOrderable(name=name, least=plain(moq), step=plain(multiple), suggested=plain(fits))


def most_acceptable(quantity: Decimal, over_bp: int) -> Decimal:
    """Ordered × (1 + tolerance), exact: nothing is rounded in the supplier's favour."""
    return quantity * (WHOLE_BP + over_bp) / WHOLE_BP


def landed_by_now(extra_minor: int, *, kept_minor: int, total_minor: int, complete: bool) -> int:
    """What of an order's freight and other cost its goods bear by now: their part of the order's value, all of it when nothing more comes."""
    return extra_minor if complete else min(extra_minor * kept_minor // total_minor, extra_minor)


def receipt_status(*, quantity: Decimal | int, kept: Decimal | int, given_up: Decimal | int) -> str:
    """Of an order's sums: what is still expected decides, what is given up no longer counts."""
    return part_of(kept, quantity - given_up)


def part_of(done: Decimal | int, whole: Decimal | int) -> str:
    """``none``, ``part`` or ``full``; of nothing at all, ``none``."""
    if done <= 0:
        return "none"
    return "full" if done >= whole else "part"


def invoice_key(number: str) -> str:
    """``"INV-001 a"`` and ``"inv001A"`` are one number. Raises ``BadTerms`` when nothing is left."""
    key = "".join(letter for letter in number.upper() if letter.isalnum())
    if not key or len(number) > 40:
        raise BadTerms
    return key
