"""What a courier may cost, for how long one waits for it, and what it may say when (circles.md F13)."""

from __future__ import annotations

from datetime import timedelta

# What a shop may add to the buyer's delivery fee at most, and what a courier may ask at all, in minor units.
MOST_ADDED_MINOR, MOST_PRICE_MINOR = 5_000, 10_000
# Nobody found after this: the courier is called off, and the shop's own riders see the order again.
ANSWERS_WITHIN = timedelta(minutes=10)
# A firm that says nothing even to that is given up after this.
GIVEN_UP_AFTER = timedelta(minutes=5)
# It has the goods and says nothing for so long: the shop is told to call.
QUIET_FOR = timedelta(hours=2)
# The fee is set aside for so long; by then every errand has ended.
HELD_FOR = timedelta(days=30)
# What a firm was sent and came back is sent again a day later: whoever minds its account needs the time.
SENT_AGAIN_AFTER = timedelta(days=1)
# A firm that was asked is asked again after this, twice as long each time.
FIRST_WAIT, CLOSING_WAIT, LONGEST_WAIT = timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=10)
# How far the clocks may be apart: an older call may be somebody's who listened, so it is a reason to ask and nothing more.
FRESH = timedelta(minutes=5)

STATUSES = ("open", "accepted", "at_store", "picked_up", "delivered", "failed", "returned", "cancelled", "absent")
GOING = ("accepted", "at_store", "picked_up", "delivered", "failed")
UNDER_WAY = ("ordered", "under_way")


def wait_after(asks: int, *, closing: bool) -> timedelta:
    """20 s, 40 s, 80 s … 10 min; not so long for an answer that somebody waits for to send another."""
    wait: timedelta = FIRST_WAIT * 2 ** min(asks, 10)
    return min(wait, CLOSING_WAIT if closing else LONGEST_WAIT)


def added_minor(price_minor: int, fee_minor: int) -> int:
    """What the shop adds of her own: what the courier asks beyond what the buyer paid for the way."""
    return max(price_minor - fee_minor, 0)


def fee_of(said_minor: int, price_minor: int) -> int:
    """What is paid: what the firm says, and never more than it offered."""
    return max(min(said_minor, price_minor), 0)
