"""Things that somebody else's riders bring: what a courier firm is asked, and what it says. Amounts are minor units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CourierErrand:
    """From where to where, in WGS-84. ``door`` is what is written on the parcel; who lives there is not told."""

    from_lat: Decimal
    from_lng: Decimal
    from_text: str
    metres: int
    door: str


@dataclass(frozen=True, slots=True)
class CourierQuote:
    """What a firm asks for an errand, and until when; it keeps to it for whoever names ``reference``."""

    reference: str
    price_minor: int
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class CourierOrder:
    """An errand as a firm is asked for it. Named by our id, so that asking twice is asking once."""

    dispatch_id: UUID
    quote: str
    price_minor: int
    number: str


@dataclass(frozen=True, slots=True)
class CourierWord:
    """What a firm says of an errand, any number of times and in any order.

    ``open`` (nobody found yet), ``accepted``, ``at_store``, ``picked_up``, ``delivered``, ``failed`` for a ``reason``, ``returned``,
    ``cancelled``, or ``absent`` where it was never asked. ``code`` is what the buyer told its rider at the door. ``fee_minor`` is what it
    takes in the end. Whoever hears it compares all of it.
    """

    ours_id: UUID
    status: str
    happened_at: datetime
    fee_minor: int = 0
    reason: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class CourierCall:
    """A call whose signature was found right: what it says, by which ``nonce``, and when its sender says that it was signed."""

    word: CourierWord
    nonce: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class CourierAccount:
    """Where a firm wants to be paid: an account at another bank, and the rail that reaches it."""

    rail: str
    bank_code: str
    account_no: str
    holder: str


class Courier(Protocol):
    """A firm of riders. Network, except ``read`` and ``account``: called outside transactions.

    Each call may raise ``OSError``, which is no answer. Every call may be repeated: an errand is named by our id.
    """

    def quote(self, *, errand: CourierErrand, at: datetime) -> CourierQuote: ...

    def order(self, *, order: CourierOrder, at: datetime) -> CourierWord: ...

    def ask(self, *, order: CourierOrder, at: datetime) -> CourierWord: ...

    def cancel(self, *, order: CourierOrder, at: datetime) -> CourierWord:
        """Nobody comes any more, unless the goods are on their way: answers ``cancelled``, ``absent`` or where it stands."""
        ...

    def account(self) -> CourierAccount:
        """Where what it earned is sent, as was agreed with it."""
        ...

    def read(self, *, headers: Mapping[str, str], body: bytes) -> CourierCall:
        """What one of its calls says, if it is its own. Raises a ``DomainError`` otherwise."""
        ...
