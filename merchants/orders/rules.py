"""What an order may become, and when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

MAX_LINES = 100
PAY_WITHIN = timedelta(minutes=15)
# So long after that an acquirer may take to say that it closed the payment.
ANSWER_WITHIN = timedelta(minutes=5)
NUMBER_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

# status after → statuses before. A change is one UPDATE … WHERE status IN (before).
BEFORE = {
    "paid": ("pending_payment",),
    "accepted": ("paid",),
    "ready": ("accepted",),
    "out_for_delivery": ("ready",),
    "completed": ("accepted", "ready", "out_for_delivery"),
    "closed": ("pending_payment",),
    "cancelled": ("paid", "accepted", "ready"),
}
STAMP = {
    "paid": "paid_at",
    "accepted": "accepted_at",
    "ready": "ready_at",
    "out_for_delivery": "sent_at",
    "completed": "completed_at",
    "closed": "ended_at",
    "cancelled": "ended_at",
}
BUYER_MAY_CANCEL = ("paid",)
# Goods change hands in the moment of paying: nobody accepts or prepares these.
AT_ONCE = ("code", "counter")
# What is paid to the shop itself: the bank holds nothing of it, so nothing is settled or paid out.
OUTSIDE = ("cash", "tab")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article, how much of it in sale units, the unit price with all choices that the buyer was shown, and the choices.

    An option twice is twice of it.
    """

    sku_id: UUID
    quantity: Decimal
    shown_minor: int
    options: tuple[UUID, ...] = ()

    @property
    def told(self) -> tuple[object, ...]:
        """What a repeated request must say again."""
        bare = (self.sku_id, self.quantity, self.shown_minor)
        return (*bare, sorted(self.options)) if self.options else bare


def number_of(order_id: UUID) -> str:
    """Six characters that people can read out, from the random part of the id."""
    digest = hashlib.sha256(order_id.bytes).digest()
    return "".join(NUMBER_LETTERS[byte % len(NUMBER_LETTERS)] for byte in digest[:6])


COLUMNS = (("new", ("paid",)), ("preparing", ("accepted",)), ("ready", ("ready", "out_for_delivery")))
REASONS = ("sold_out", "busy", "closing", "out_of_range", "price_error", "other")
