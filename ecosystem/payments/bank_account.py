"""Paying from an account at this bank: the money moves in our own ledger, at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import Leg, deposit_of, post_transfer
from ecosystem.ports import Outcome

NAME = "bank_account"
NOBODY = Outcome("failed", reason="no_account")


class BankAccount:
    """The port ``PaymentMethod`` over deposits. A thin account is refused by the ledger itself."""

    def pay(self, *, payment_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime) -> Outcome:
        if payer_id is None:
            return NOBODY
        legs = payment_legs(payer_id, amount_minor, shares)
        transfer_id = _post(key=f"payment/{payment_id}", kind="payment", legs=legs, at=at)
        return Outcome("succeeded", transfer_id, instrument=deposit_of(payer_id))

    def refund(
        self, *, refund_id: UUID, document_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime
    ) -> Outcome:
        if payer_id is None:
            return NOBODY
        legs = [Leg(deposit_of(payer_id), amount_minor), *(Leg(account, -share) for account, share in shares)]
        return Outcome("succeeded", _post(key=f"refund/{refund_id}", kind="refund", legs=legs, at=at))


def payment_legs(payer_id: UUID, amount_minor: int, shares: Sequence[tuple[str, int]]) -> list[Leg]:
    return [Leg(deposit_of(payer_id), -amount_minor), *(Leg(account, share) for account, share in shares)]


@inner
def _post(*, key: str, kind: str, legs: Sequence[Leg], at: datetime) -> UUID:
    return post_transfer(key=key, kind=kind, legs=legs, at=at)
