"""Paying with a voucher: money leaves custody for the order that its use became."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.ledger.public import Leg, custody_of, deposit_of, post_transfer
from ecosystem.ports import Outcome

from .models import Redemption

NAME = "voucher"
NO_USE = "no_use_was_taken"


class FromCustody:
    """Joined to the port ``PaymentMethod`` as ``voucher``.

    It pays for a use that was taken in the same transaction and is not paid yet, and for nothing else: such a row is seen by
    nobody but whoever holds the voucher's lock, so that naming the method in a checkout is refused.

    A use that was undone in the same transaction goes back into custody, where the voucher finds it again. Whatever else is
    given back of such an order, long after the use, goes into the holder's account: the use stays used.
    """

    no_file = True

    def pay(self, *, payment_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime) -> Outcome:
        if len(shares) != 1 or payer_id is None or not self._takes_a_use(payment_id, payer_id, amount_minor, _party(shares[0][0])):
            return Outcome("failed", reason=NO_USE)
        return self._move(f"payment/{payment_id}", "voucher_use", shares, 1, at)

    def refund(
        self, *, refund_id: UUID, document_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime
    ) -> Outcome:
        if payer_id is None or len(shares) != 1:
            return Outcome("failed", reason=NO_USE)
        if self._undoes_a_use(refund_id, payer_id, amount_minor, _party(shares[0][0])):
            return self._move(f"refund/{refund_id}", "voucher_undo", shares, -1, at)
        legs = [Leg(shares[0][0], -amount_minor), Leg(deposit_of(payer_id), amount_minor)]
        return Outcome("succeeded", transfer_id=post_transfer(key=f"refund/{refund_id}", kind="voucher_refund", legs=legs, at=at))

    def _takes_a_use(self, payment_id: UUID, payer_id: UUID, amount_minor: int, party_id: UUID) -> bool:
        fresh = Redemption.objects.filter(payment_id=None, undone_at=None, voucher__holder=payer_id, voucher__shop__party=party_id)
        return fresh.filter(amount_minor=amount_minor).update(payment_id=payment_id) == 1

    def _undoes_a_use(self, refund_id: UUID, payer_id: UUID, amount_minor: int, party_id: UUID) -> bool:
        undone = Redemption.objects.filter(refund_id=None, undone_at__isnull=False, voucher__holder=payer_id, voucher__shop__party=party_id)
        return undone.filter(amount_minor=amount_minor).update(refund_id=refund_id) == 1

    def _move(self, key: str, kind: str, shares: Sequence[tuple[str, int]], sign: int, at: datetime) -> Outcome:
        """``shares`` name accounts of the shop; its customers' custody is the other side."""
        legs = [leg for account, amount in shares for leg in (Leg(account, sign * amount), Leg(custody_of(_party(account)), -sign * amount))]
        return Outcome("succeeded", transfer_id=post_transfer(key=key, kind=kind, legs=legs, at=at))


def _party(account: str) -> UUID:
    return UUID(account.split("/")[1])
