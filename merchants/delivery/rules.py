"""What becomes of a delivery, why one fails and what follows, and the code at the door (circles.md F13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ecosystem.places.public import metres

Place = tuple[Decimal, Decimal]

# status after → statuses before. A change is one UPDATE … WHERE status IN (before).
BEFORE = {
    "accepted": ("assigned",),
    "at_store": ("accepted",),
    "picked_up": ("accepted", "at_store"),
    "delivered": ("picked_up",),
    "failed": ("picked_up",),
    "returned": ("failed",),
    "declined": ("assigned", "accepted", "at_store"),
    "withdrawn": ("assigned", "accepted", "at_store", "picked_up", "failed"),
}
# A courier may tell less than a rider of the shop does, and may ring again without saying so.
COURIERS_BEFORE = {
    "accepted": ("assigned",),
    "at_store": ("assigned", "accepted"),
    "picked_up": ("assigned", "accepted", "at_store", "failed"),
    "delivered": ("picked_up",),
    "failed": ("picked_up",),
    "declined": ("assigned", "accepted", "at_store"),
    "withdrawn": ("assigned", "accepted", "at_store"),
}
STAMP = {
    "accepted": "accepted_at",
    "at_store": "arrived_at",
    "picked_up": "picked_up_at",
    "delivered": "ended_at",
    "failed": "failed_at",
    "returned": "ended_at",
    "declined": "ended_at",
    "withdrawn": "ended_at",
}
# Somebody has it, or has the goods.
OPEN = ("assigned", "accepted", "at_store", "picked_up", "failed")
# The goods are still in the shop: the shop may give it to somebody else.
BEFORE_PICKING_UP = ("assigned", "accepted", "at_store")
# An order in these is waiting to be brought.
TO_BRING = ("accepted", "ready")
# Whose side a failure is on.
BUYER, SHOP, RIDER, NOBODY = "buyer", "shop", "rider", "nobody"
# What follows: she may ring once more before she takes it back; it goes back and the shop sees what to do; it goes back and the money too.
AGAIN, BACK, REFUND = "again", "back", "refund"


@dataclass(frozen=True, slots=True)
class Failing:
    """Whose ``side`` a reason is on, what ``follows`` from it, and whether it must be ``shown`` in a picture."""

    side: str
    follows: str
    shown: bool = False


FAILURES: Mapping[str, Failing] = {
    "nobody_there": Failing(BUYER, AGAIN),
    "no_way_in": Failing(BUYER, AGAIN),
    "later": Failing(BUYER, AGAIN),
    "wrong_address": Failing(BUYER, BACK),
    "refused": Failing(BUYER, BACK),
    "wrong_goods": Failing(SHOP, BACK),
    "damaged": Failing(RIDER, REFUND, shown=True),
    "accident": Failing(RIDER, REFUND),
    "other": Failing(NOBODY, BACK),
}
REASONS = tuple(FAILURES)
MOST_TRIES = 5
# So often may it fail on one ride before it must go back.
MOST_FAILURES = 3
# What proves that the buyer has it: her code, or a picture of where it lies. A courier's word alone completes nothing by itself.
CODE, PHOTO, COURIER = "code", "photo", "courier"
PROOFS = (CODE, PHOTO, COURIER)
# While an order stands in these its buyer may say that it may be left at her door, or take that back.
BUYER_MAY_SAY = ("pending_payment", "gathering", "paid", "accepted", "ready", "out_for_delivery")
LONGEST_NOTE = 200
# Where the rider's phone was when she handed it over: an order knows the estate it goes to, not the door, and a phone among houses errs too.
NEAR_DOOR_M = 300
NEAR, FAR = "near", "far"


def place_of(door: Place | None, here: Place | None) -> str:
    """Near the door or far from it; empty where nobody knows one of the two. WGS-84, and what comes of it is all that is kept."""
    if door is None or here is None:
        return ""
    return NEAR if metres(*door, *here) <= NEAR_DOOR_M else FAR


def may_try_again(reason: str, failures: int) -> bool:
    """Whether the rider may ring once more after ``failures`` tries of this ride, the last of them for ``reason``."""
    return failures < MOST_FAILURES and FAILURES[reason].follows == AGAIN
