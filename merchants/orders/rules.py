"""What an order may become, and when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from ecosystem.kernel.codes import LETTERS
from ecosystem.kernel.money import line_minor, portion
from ecosystem.kernel.weights import MASS

MAX_LINES = 100
HEAVIEST = Decimal(100_000)
PAY_WITHIN = timedelta(minutes=15)
# So long after that an acquirer may take to say that it closed the payment.
ACQUIRER_ANSWERS_WITHIN = timedelta(minutes=5)

# status after → statuses before. A change is one UPDATE … WHERE status IN (before).
BEFORE = {
    "paid": ("pending_payment", "gathering"),
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
ENDED = ("completed", "closed", "cancelled")
# Nothing is put on the scale any more.
PACKED = ("ready", "out_for_delivery", "completed")
# While a group forms, and until the shop has taken the order on.
BUYER_MAY_CANCEL = ("gathering", "paid")
# From here the buyer asks, and the shop has so long to answer; its silence is a yes.
BUYER_MAY_ASK = ("accepted", "ready")
ANSWER_WITHIN = timedelta(minutes=10)
# Why something is handed over at the counter without its buyer's code; and so many wrong ones until only that is left.
WITHOUT_CODE = ("no_phone", "known", "fetched_for_her")
MOST_TRIES = 5
# While buyer and shop may write to each other about it; each side so often.
OPEN_TO_WORDS = ("gathering", "paid", "accepted", "ready", "out_for_delivery")
LONGEST_WORD, MOST_WORDS = 200, 20
# An order that nobody answers rings on from the first moment; these are the parts of its time after which more is done.
TELL_AGAIN_AFTER, TEXT_AFTER = 0.3, 0.6
# A delivery that the buyer says nothing about is completed so long after it was sent out (circles.md F4).
FOOD_ARRIVES_WITHIN, GOODS_ARRIVE_WITHIN = timedelta(hours=24), timedelta(days=7)
GOODS = ("household", "pharmacy", "florist", "other")
# A group that fills at night waits for its shop so long.
SHOP_OPENS_WITHIN = timedelta(days=2)
# Why an order ended, where no keeper chose a reason.
BUYER = "buyer"
NOT_ACCEPTED, ASKED_FOR, NOT_FILLED, ROUND_OFF = "not_accepted", "buyer_asked", "group_not_filled", "round_called_off"
# It was damaged or lost on its way.
NOT_BROUGHT = "not_brought"
# It lay at its pickup point for as long as that keeps things.
NOT_COLLECTED = "not_collected"
# What of the delivery fee goes back when a round is shared out.
SHARED = "round_shared"
# What goes back when the goods were weighed.
WEIGHED = "weighed"
# Goods change hands in the moment of paying: nobody accepts or prepares these.
AT_ONCE = ("code", "counter")
# Ways to get the goods for which a shop may have slots.
BY_SLOTS = ("pickup", "delivery")
# Somebody in the shop answers and prepares these.
TO_ANSWER = ("pickup", "delivery", "dine_in")
# What is paid to the shop itself: the bank holds nothing of it, so nothing is settled or paid out.
OUTSIDE = ("cash", "tab")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article, how much of it in sale units, the unit price with all choices that the buyer was shown, and the choices.

    An option twice is twice of it. ``make_minutes`` is what making one takes, as its shop says.
    """

    sku_id: UUID
    quantity: Decimal
    shown_minor: int
    options: tuple[UUID, ...] = ()
    make_minutes: int = 0

    @property
    def told(self) -> tuple[object, ...]:
        """What a repeated request must say again."""
        bare = (self.sku_id, self.quantity, self.shown_minor)
        return (*bare, sorted(self.options)) if self.options else bare


def part_of_time(since: datetime | None, until: datetime | None, at: datetime) -> float:
    """How much of a span of time is over: 0 at its begin, 1 at its end."""
    return (at - since) / (until - since) if since and until and until > since else 1.0


def number_of(order_id: UUID) -> str:
    """Six characters that people can read out, from the random part of the id."""
    digest = hashlib.sha256(order_id.bytes).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:6])


def margin_minor(gross_minor: int, unit: str, margin_bp: int) -> int:
    """What is held above the price of a line, in case the scale says more; nothing where it is not sold by weight."""
    return portion(gross_minor, Decimal(margin_bp) / 10_000) if unit in MASS else 0


def is_weight(weight: Decimal) -> bool:
    return weight.is_finite() and 0 < weight < HEAVIEST and weight == weight.quantize(Decimal("0.001"))


def weighed_change(unit_minor: int, ordered: Decimal, weighed: Decimal, *, paid_minor: int) -> int:
    """R1 twice: what a line costs more, or less, for what it weighed. What was taken off stays, and a fen of the line stays paid."""
    return max(line_minor(unit_minor, weighed) - line_minor(unit_minor, ordered), 1 - paid_minor)


COLUMNS = (("new", ("paid",)), ("preparing", ("accepted",)), ("ready", ("ready", "out_for_delivery")))
REASONS = ("sold_out", "busy", "closing", "out_of_range", "price_error", "other")
