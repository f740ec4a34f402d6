"""Paying with a voucher: money leaves custody for the order that its use became."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.ledger.public import Leg, custody_of, post_transfer
from ecosystem.ports import Outcome

NAME = "voucher"


class FromCustody:
    """Joined to the port ``PaymentMethod`` as ``voucher``; only ``redeem`` at the counter pays by it, under the voucher's lock."""

    def pay(self, *, payment_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime) -> Outcome:
        return self._move(f"payment/{payment_id}", "voucher_use", shares, 1, at)

    def refund(self, *, refund_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime) -> Outcome:
        return self._move(f"refund/{refund_id}", "voucher_undo", shares, -1, at)

    def _move(self, key: str, kind: str, shares: Sequence[tuple[str, int]], sign: int, at: datetime) -> Outcome:
        """``shares`` name accounts of the shop; its customers' custody is the other side."""
        legs = [leg for account, amount in shares for leg in (Leg(account, sign * amount), Leg(custody_of(_party(account)), -sign * amount))]
        return Outcome("succeeded", transfer_id=post_transfer(key=key, kind=kind, legs=legs, at=at))


def _party(account: str) -> UUID:
    return UUID(account.split("/")[1])
