"""Who may give which role, how far each role goes alone, and what a PIN may be. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from ecosystem.kernel.money import portion

from .errors import BadContact, BadPin, BadThreshold

# A manager gives no role that may do what she may not.
GIVEN_BY = {
    "owner": frozenset({"owner", "manager", "clerk", "cashier", "stock_keeper", "buyer", "accountant", "rider"}),
    "manager": frozenset({"clerk", "cashier", "stock_keeper", "buyer", "rider"}),
}
INVITATION_LASTS = timedelta(days=7)
MOST_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
WHOLE_BP = 10_000
MOST_BELOW = Decimal(1_000_000)
Places = frozenset[UUID] | None


@dataclass(frozen=True, slots=True)
class Limits:
    """How far somebody may go alone; ``None`` is without limit. Parts in basis points, amounts in minor units, a gap in the shelf's unit."""

    discount_bp: int | None = 0
    override_bp: int | None = 0
    refund_minor: int | None = 0
    purchase_minor: int | None = 0
    dearer_bp: int | None = 0
    below_nothing: Decimal | None = Decimal(0)

    def may_discount(self, gross_minor: int, off_minor: int) -> bool:
        """A discount of a line, rounded half up to the fen."""
        return self.discount_bp is None or off_minor <= portion(gross_minor, Decimal(self.discount_bp) / WHOLE_BP)

    def may_override(self, shelf_minor: int, asked_minor: int) -> bool:
        """Another price than the shelf's, up or down."""
        return self.override_bp is None or abs(asked_minor - shelf_minor) <= portion(shelf_minor, Decimal(self.override_bp) / WHOLE_BP)

    def may_refund(self, amount_minor: int) -> bool:
        return self.refund_minor is None or amount_minor <= self.refund_minor

    def may_purchase(self, amount_minor: int) -> bool:
        return self.purchase_minor is None or amount_minor <= self.purchase_minor

    def may_go_below(self, gap: Decimal) -> bool:
        """How far below nothing a sale may leave a shelf, in the shelf's unit."""
        return self.below_nothing is None or gap <= self.below_nothing

    def may_pay(self, before_minor: int, asked_minor: int) -> bool:
        """A supplier's price above the one agreed before; exact, nothing is rounded in its favour."""
        return self.dearer_bp is None or asked_minor * WHOLE_BP <= before_minor * (WHOLE_BP + self.dearer_bp)

    def most_paid(self, before_minor: int) -> int:
        """The highest price that ``may_pay``, where there is a limit."""
        return before_minor * (WHOLE_BP + (self.dearer_bp or 0)) // WHOLE_BP

    def checked(self) -> Limits:
        """Raises ``BadThreshold``."""
        parts, amounts = (self.discount_bp, self.override_bp, self.dearer_bp), (self.refund_minor, self.purchase_minor)
        if any(part is not None and not 0 <= part <= WHOLE_BP for part in parts) or any(amount is not None and amount < 0 for amount in amounts):
            raise BadThreshold
        if self.below_nothing is not None and not 0 <= self.below_nothing <= MOST_BELOW:
            raise BadThreshold
        return self


UNLIMITED = Limits(None, None, None, None, None, None)
# What holds where a shop has said nothing.
DEFAULTS = {
    "owner": UNLIMITED,
    "manager": Limits(5_000, 5_000, None, 1_000_000, 2_000, None),
    "clerk": Limits(1_000, 0, 20_000, 0, 0, Decimal(20)),
    "cashier": Limits(500, 0, 0, 0, 0),
    "buyer": Limits(0, 0, 0, 100_000, 500),
}
LIMITS_OF = ("manager", "clerk", "cashier", "buyer")


def widest(limits: Iterable[Limits]) -> Limits:
    """What somebody with several roles may do: of each kind the most that one of them lets her."""
    found = list(limits) or [Limits()]
    best: dict[str, int | Decimal | None] = {}
    for field in fields(Limits):
        values = [getattr(each, field.name) for each in found]
        best[field.name] = None if None in values else max(values)
    return Limits(**best)  # type: ignore[arg-type]


def limits_of(roles: Collection[str], said: Mapping[str, Limits]) -> Limits:
    """What these roles may do at a shop that has ``said`` its own thresholds for some of them."""
    return widest(said.get(role, DEFAULTS.get(role, Limits())) for role in roles)


def may_give(held: Iterable[tuple[str, Places]], role: str, places: Places) -> bool:
    """Whether somebody who holds these roles there may give or take a role there; ``None`` is everywhere."""
    return any(role in GIVEN_BY.get(mine, ()) and (mine_at is None or (places is not None and places <= mine_at)) for mine, mine_at in held)


def checked_contact(text: str) -> str:
    """An e-mail address or a phone number, tidied. Raises ``BadContact``."""
    contact = text.strip().lower()
    digits = contact.lstrip("+").replace(" ", "").replace("-", "")
    if digits.isascii() and digits.isdecimal() and 6 <= len(digits) <= 15:
        return digits
    name, _at, domain = contact.partition("@")
    if not name or "." not in domain.strip(".") or not contact.isprintable() or len(contact) > 254 or any(sign in contact for sign in " ,;<>\"'"):
        raise BadContact
    return contact


def checked_pin(text: str) -> str:
    """Raises ``BadPin`` for what is no PIN, or one that anybody guesses: all digits the same, or a run."""
    pin = text.strip()
    if not pin.isascii() or not pin.isdecimal() or not 4 <= len(pin) <= 8:
        raise BadPin
    steps = {int(after) - int(before) for before, after in itertools.pairwise(pin)}
    if steps in ({0}, {1}, {-1}):
        raise BadPin
    return pin


def after_wrong(failed: int, *, at: datetime) -> tuple[int, datetime | None]:
    """Wrong tries so far and until when it is locked, after one more."""
    return (0, at + LOCKED_FOR) if failed + 1 >= MOST_TRIES else (failed + 1, None)
