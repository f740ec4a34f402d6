"""What becomes of a delivery, and the code at the door (circles.md F13)."""

from __future__ import annotations

from uuid import UUID

from django.utils.crypto import salted_hmac

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
FAILURES = ("nobody_there", "wrong_address", "refused", "damaged", "accident", "other")
MOST_TRIES = 5
DIGITS = 4
LONGEST_NOTE = 200


def door_code_of(order_id: UUID) -> str:
    """The digits that the buyer tells at the door: hers for the order, whoever brings it. Kept nowhere; only her page shows them."""
    digest = salted_hmac("delivery.door_code", order_id.hex, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"
