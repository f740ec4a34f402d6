"""Money from outside the bank: what an acquirer is asked, and what it says. Amounts are minor units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AcquirerOrder:
    """A payment as an acquirer is asked for it. Named by our id, so that asking twice is asking once."""

    payment_id: UUID
    amount_minor: int
    currency: str
    pay_until: datetime


@dataclass(frozen=True, slots=True)
class AcquirerRefund:
    """A refund as an acquirer is asked for it; ``amount_minor`` of the ``paid_minor`` that the payment took."""

    refund_id: UUID
    payment_id: UUID
    amount_minor: int
    paid_minor: int
    currency: str
    reason: str


@dataclass(frozen=True, slots=True)
class AcquirerWord:
    """What an acquirer says of a payment or a refund (``kind``), any number of times and in any order.

    ``open``, ``succeeded``, ``failed``, ``closed``, or ``absent`` where it was never asked. ``failed`` with a reason that is
    final is for good. Amounts, currency and merchant number are what they say; whoever hears it compares them. ``payer`` is
    what they call the account or card that paid, where they tell.
    """

    kind: str
    ours_id: UUID
    status: str
    merchant_no: str
    amount_minor: int
    currency: str
    reference: str = ""
    reason: str = ""
    happened_at: datetime | None = None
    payer: str = ""


@dataclass(frozen=True, slots=True)
class AcquirerCall:
    """A call whose signature was found right: what it says, and when its sender says that it was signed."""

    word: AcquirerWord
    signed_at: datetime


class Acquirer(Protocol):
    """Who takes money from outside the bank. Network, except ``merchant_no`` and ``read``: called outside transactions.

    Each call may raise ``OSError``, which is no answer. Every call may be repeated: a payment and a refund are named by our ids.
    """

    def merchant_no(self) -> str: ...

    def hand_over(self, *, order: AcquirerOrder, at: datetime) -> str:
        """Asks for the money; answers the address where the payer pays."""
        ...

    def ask(self, *, order: AcquirerOrder, at: datetime) -> AcquirerWord: ...

    def close(self, *, order: AcquirerOrder, at: datetime) -> AcquirerWord:
        """Takes no money any more, unless it has: answers ``closed``, ``absent`` or ``succeeded``."""
        ...

    def refund(self, *, refund: AcquirerRefund, at: datetime) -> AcquirerWord: ...

    def ask_refund(self, *, refund: AcquirerRefund, at: datetime) -> AcquirerWord: ...

    def read(self, *, headers: Mapping[str, str], body: bytes) -> AcquirerCall:
        """What one of its calls says, if it is its own. Raises a ``DomainError`` otherwise."""
        ...


class Beside(Protocol):
    """Something of the payer's own, such as a prepaid card, that gives a part of a payment whose rest an acquirer brings.

    What it gives is set aside until the acquirer has spoken; then it is given, or let go of. In the caller's transaction.
    """

    def set_aside(self, *, payment_id: UUID, payer_id: UUID) -> Mapping[UUID, int]:
        """What was drawn in this transaction becomes the payment's: minor units by document."""
        ...

    def hold(self, *, payment_ids: Sequence[UUID]) -> Sequence[str]:
        """Lock what gave to these payments, and answer the accounts that giving, letting go and refunding move."""
        ...

    def give(self, *, payment_id: UUID, into: Mapping[UUID, str], at: datetime) -> None:
        """The acquirer brought its part: move what is set aside into each document's account."""
        ...

    def let_go(self, *, payment_id: UUID, at: datetime) -> None:
        """Nothing comes of it: what is set aside is the payer's to use again."""
        ...

    def give_back(self, *, refund_id: UUID, document_id: UUID, account: str, amount_minor: int, at: datetime) -> UUID:
        """Its part of a refund, out of the document's account; answers the transfer."""
        ...

    def readdressed(self, *, payment_id: UUID, from_document: UUID, to_document: UUID) -> None:
        """The payment has paid another document than was said."""
        ...


class RefundListener(Protocol):
    """A document that is told when money of a refund arrived later than it was asked for. In the transaction that believes it."""

    def refunded(self, *, document_id: UUID, refund_id: UUID, amount_minor: int, transfer_id: UUID, at: datetime) -> None: ...
