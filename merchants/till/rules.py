"""Pure arithmetic of the till: change, discounts, returns, what a sale's ticket says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from .errors import BadAmount, BadCash, BadSaleId, CashTooLittle

CASH, CODE, TAB = "cash", "code", "tab"
MAX_CASH_MINOR = 100_000_000
MOST_BY_STATIC_CODE_MINOR = 5_000_000
NOTES_MINOR = (100, 500, 1_000, 2_000, 5_000, 10_000)
OPEN_NAMES = ("自由金额", "Open amount")


def open_code(shop_id: UUID) -> str:
    """The code of the article that stands for amounts without a name; a merchant with two shops has two."""
    return f"open-amount-{shop_id}"


@dataclass(frozen=True, slots=True)
class TicketLine:
    """An article, how much, the price asked and what was taken off the line; without ``sku`` an open amount.

    ``options`` are the choices, whose prices are part of the price. ``list_minor`` is what the shop asks, as the seller
    saw it, where she asks another price on purpose.
    """

    sku: UUID | None
    quantity: Decimal
    price_minor: int
    discount_minor: int = 0
    options: tuple[UUID, ...] = ()
    list_minor: int | None = None

    @property
    def told(self) -> list[Any]:
        """What a repeated sale must say again of the line."""
        bare: list[Any] = [str(self.sku or ""), f"{self.quantity:.3f}", self.price_minor, self.discount_minor]
        more = [sorted(map(str, self.options)), self.list_minor] if self.options or self.list_minor is not None else []
        return [*bare, *more]


@dataclass(frozen=True, slots=True)
class Ticket:
    """A sale as the till rang it up. ``sale`` is the till's own UUIDv7, ``prices`` the version of its price list, ``seller`` who sold.

    ``deal_minor`` is what the shop's promotions take off, as the till was told and showed it; ``None`` where it was not told,
    without a network, and then nothing is. ``coupon`` is the slip of a coupon that was shown.
    """

    sale: UUID
    tender: str
    lines: tuple[TicketLine, ...]
    rung_at: datetime
    drawer: UUID | None = None
    customer: UUID | None = None
    tendered_minor: int | None = None
    prices: str = ""
    seller: UUID | None = None
    deal_minor: int | None = None
    coupon: str = ""

    def body(self) -> dict[str, Any]:
        """What a repeated sale must say again."""
        told = {"tender": self.tender, "customer": str(self.customer or ""), "tendered": self.tendered_minor}
        more: dict[str, Any] = {"seller": str(self.seller)} if self.seller else {}
        if self.deal_minor is not None:
            more["deal"] = self.deal_minor
        if self.coupon:
            more["coupon"] = self.coupon
        return {**told, "lines": [line.told for line in self.lines], **more}


@dataclass(frozen=True, slots=True)
class Taken:
    """One use of a voucher as a till took it without a network. ``use`` is the till's own UUIDv7, ``shown`` the token, ``seller`` who took it."""

    use: UUID
    shown: str
    taken_at: datetime
    seller: UUID | None = None


def checked_sale_id(sale: UUID) -> UUID:
    """Raises ``BadSaleId`` for anything but RFC 9562 version 7."""
    if sale.version != 7:
        raise BadSaleId
    return sale


def checked_cash(amount_minor: int, *, least: int = 1) -> int:
    """Raises ``BadCash`` outside ``least`` … ¥1,000,000."""
    if not least <= amount_minor <= MAX_CASH_MINOR:
        raise BadCash
    return amount_minor


def checked_amount(amount_minor: int) -> int:
    """What a static code takes at once: ¥0.01 … ¥50,000. Raises ``BadAmount``."""
    if not 1 <= amount_minor <= MOST_BY_STATIC_CODE_MINOR:
        raise BadAmount
    return amount_minor


def change(total_minor: int, tendered_minor: int) -> int:
    """What to give back, in minor units. Raises ``CashTooLittle``."""
    if tendered_minor < total_minor:
        raise CashTooLittle(tendered=f"{Decimal(tendered_minor) / 100:.2f}", total=f"{Decimal(total_minor) / 100:.2f}")
    return tendered_minor - total_minor


def usual_notes(total_minor: int) -> list[int]:
    """Amounts that people usually hand over for a total: it exactly, then rounded up to each note, without repeats."""
    rounded = [-(-total_minor // note) * note for note in NOTES_MINOR]
    return sorted({total_minor, *rounded})[:5] if total_minor > 0 else []
