"""A rail that behaves by the last digit of the account, as test cards do.

0 and 7 to 9: paid at once. 1: paid after two minutes. 2: paid, and says so twice. 3: says another amount.
4: never answers. 5: refuses. 6: paid, and sent back after three minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ecosystem.ports import RailOrder, RailWord

NAME = "simulated"
LATE, BACK = timedelta(minutes=2), timedelta(minutes=3)


class SimulatedRail:
    """Joined to the port ``PayoutRail``. Keeps nothing: what it says follows from the order and the time."""

    def send(self, *, order: RailOrder, at: datetime) -> Sequence[RailWord]:
        return self.ask(order=order, sent_at=at, at=at)

    def ask(self, *, order: RailOrder, sent_at: datetime, at: datetime) -> Sequence[RailWord]:
        paid = self._word(order, "succeeded")
        match order.account_no[-1:]:
            case "1" if at < sent_at + LATE:
                return [self._word(order, "accepted")]
            case "2":
                return [paid, paid]
            case "3":
                return [RailWord(order.order_id, "succeeded", order.amount_minor - 1, paid.reference)]
            case "4":
                return [RailWord(order.order_id, "unknown", order.amount_minor)]
            case "5":
                return [self._word(order, "failed", "account closed")]
            case "6" if at >= sent_at + BACK:
                return [paid, self._word(order, "returned", "name differs")]
        return [paid]

    def _word(self, order: RailOrder, status: str, reason: str = "") -> RailWord:
        return RailWord(order.order_id, status, order.amount_minor, f"SIM{order.order_id.hex[-12:].upper()}", reason)
