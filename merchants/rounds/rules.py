"""What a round costs each of its people, and which rounds may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ecosystem.kernel.money import allocate

MOST_PEOPLE, MOST_DAYS, LONGEST_GATE = 200, 14, 60
LONGEST_SPAN = timedelta(hours=4)
# Whoever opens a round leaves people this long to join, and its shops this long to pack.
TO_JOIN, TO_PACK = timedelta(minutes=30), timedelta(minutes=15)
# So long before the cut-off everybody hears that too few came.
WARN_BEFORE = timedelta(minutes=30)
# Gates farther from a shop than this are not offered to it, nor rounds to a resident.
NEAR_M = 3000


@dataclass(frozen=True, slots=True)
class Shared:
    """Shares in the order in which the people paid; with ``borne_minor``, which the shops do without, they sum to the fee."""

    shares: tuple[int, ...]
    borne_minor: int


def share_most(fee_minor: int, least: int) -> int:
    """What each of the least number of people pays, rounded up to the fen: all that anybody ever pays."""
    return -(-fee_minor // least)


def share_out(fee_minor: int, *, least: int, people: int) -> Shared:
    """The fee by largest remainder over those who came; where too few came, each pays what she saw and no more.

    Raises:
        ValueError: nobody came.
    """
    total = min(fee_minor, share_most(fee_minor, least) * people)
    return Shared(tuple(allocate(total, [1] * people)), fee_minor - total)


def is_timely(begins_at: datetime, ends_at: datetime, cuts_off_at: datetime, *, at: datetime) -> bool:
    """Whether there is time to join, to pack, and to come within a few hours of a day that is not far off."""
    return (
        at + TO_JOIN <= cuts_off_at <= begins_at - TO_PACK
        and begins_at < ends_at <= begins_at + LONGEST_SPAN
        and begins_at <= at + timedelta(days=MOST_DAYS)
    )
