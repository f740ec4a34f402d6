"""Buying on a line of credit: what a wing that lends lets a purchase order do. Amounts are minor units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CreditTerms:
    """What paying so much from a line costs the one who asks, from the day on which it would be drawn.

    ``interest_minor`` is what it costs at sales as they were lately, repaid after ``days``; ``most_minor`` what it costs where
    nothing is repaid before ``due_on``. ``flows`` are the expected repayments by month: (first day of it, minor units).
    Rates are in basis points a year.
    """

    amount_minor: int
    headroom_minor: int
    interest_minor: int
    most_minor: int
    days: int
    due_on: date
    withhold_bp: int
    nominal_bp: int
    effective_bp: int
    flows: tuple[tuple[date, int], ...]


class PurchaseCredit(Protocol):
    """Credit that is set aside for an order when it is approved and lent when its invoices are paid.

    Joined under the name of a ``PaymentMethod`` that lends what was handed over in the same transaction and nothing else. Inner verbs;
    the caller holds the document. What is set aside for a document grows by ``set_aside`` alone, which may refuse.
    """

    def terms(self, *, payer_id: UUID, amount_minor: int, at: datetime) -> CreditTerms | None:
        """``None`` where nothing can be paid this way: no open line, no consent, or too little left of it."""
        ...

    def set_aside(self, *, payer_id: UUID, document_id: UUID, amount_minor: int, at: datetime) -> None:
        """Exactly so much is set aside for the document from now on. Raises a ``DomainError`` where the line does not allow it."""
        ...

    def keep_at_most(self, *, document_id: UUID, amount_minor: int, at: datetime) -> None:
        """No more than so much stays set aside: the document asks for less, was called off or has ended. Never refused."""
        ...

    def hand_over(self, *, payer_id: UUID, document_id: UUID, pays_id: UUID, amount_minor: int, at: datetime) -> None:
        """So much of what is set aside for the document is for the payment that follows, which pays ``pays_id``. Raises as ``set_aside``."""
        ...

    def aside(self, *, document_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """What is set aside now; documents with nothing are left out."""
        ...
