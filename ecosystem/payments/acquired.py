"""Paying from outside the bank: nothing moves in the caller's transaction, an acquirer is asked after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.ledger.public import Leg, bank_account
from ecosystem.ports import Outcome

# Where money of a payer elsewhere may go: to a shop, through the bank, or into the bank's custody. Cash drawers and tabs are not the bank's.
INTO = ("pending/", "collected/", "custody/")
LATER = Outcome("created")
NOT_TAKEN = Outcome("failed", reason="not_for_an_acquirer")
NOBODY = Outcome("failed", reason="no_account")


class Acquired:
    """The port ``PaymentMethod`` of every acquirer: written down, then handed over, then heard of."""

    def pay(self, *, payment_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime) -> Outcome:
        if payer_id is None:
            return NOBODY
        return LATER if all(account.startswith(INTO) for account, _share in shares) else NOT_TAKEN

    def refund(
        self, *, refund_id: UUID, document_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime
    ) -> Outcome:
        return LATER


def acquirer_book(payment_id: UUID) -> str:
    """Where an acquirer owes us what it took for a payment; refunds of it meet the same row."""
    return bank_account("acquirer", spread_by=str(payment_id))


def taken_legs(payment_id: UUID, shares: Sequence[tuple[str, int]]) -> list[Leg]:
    """Money that an acquirer took, for the accounts that it is for; the other way round with negative shares."""
    return [Leg(acquirer_book(payment_id), -sum(share for _account, share in shares)), *(Leg(account, share) for account, share in shares)]
