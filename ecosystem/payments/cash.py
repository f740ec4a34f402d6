"""Paying cash over a counter: it goes into the shop's drawer, and the bank never holds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.kernel.verbs import inner
from ecosystem.ledger.public import Leg, bank_account, post_transfer
from ecosystem.ports import Outcome

NAME = "cash"
NOT_A_DRAWER = Outcome("failed", reason="not_a_drawer")


class Cash:
    """The port ``PaymentMethod`` over drawers.

    It refuses every other account: whoever says "cash" to an order that is paid through the
    bank would otherwise make money that the bank pays out. A drawer is never overdrawn, so
    nothing is given back that is not in it.
    """

    no_file = True

    def pay(self, *, payment_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime) -> Outcome:
        if not _all_drawers(shares):
            return NOT_A_DRAWER
        return _post(key=f"payment/{payment_id}", kind="cash_payment", shares=shares, sign=1, at=at)

    def refund(
        self, *, refund_id: UUID, document_id: UUID, payer_id: UUID | None, amount_minor: int, shares: Sequence[tuple[str, int]], at: datetime
    ) -> Outcome:
        if not _all_drawers(shares):
            return NOT_A_DRAWER
        return _post(key=f"refund/{refund_id}", kind="cash_refund", shares=shares, sign=-1, at=at)


def outside_legs(account: str, amount_minor: int) -> list[Leg]:
    """What an account outside the bank gains, against the book of all that lies outside.

    One account always meets the same shard, so that transfers of one shop lock in one order.
    """
    return [Leg(account, amount_minor), Leg(bank_account("outside", spread_by=account), -amount_minor)]


def _all_drawers(shares: Sequence[tuple[str, int]]) -> bool:
    return all(account.startswith("drawer/") for account, _share in shares)


@inner
def _post(*, key: str, kind: str, shares: Sequence[tuple[str, int]], sign: int, at: datetime) -> Outcome:
    legs = [leg for account, share in shares for leg in outside_legs(account, sign * share)]
    return Outcome("succeeded", post_transfer(key=key, kind=kind, legs=legs, at=at))
