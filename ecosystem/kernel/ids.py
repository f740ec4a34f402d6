"""Time-ordered identifiers: UUID version 7 (RFC 9562 §5.7)."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

VERSION, VARIANT = 0x7 << 76, 0x2 << 62
# Each step within a millisecond is as hard to guess as seven random bytes; a quarter of a million of them fit into one.
STEP_BYTES = 7


class _Thread(threading.local):
    """What this thread was given last, without version and variant: milliseconds before 74 bits."""

    last = 0


_mine = _Thread()


def uuid7() -> UUID:
    """48 bits of Unix milliseconds, then 74 random bits.

    Within one millisecond a thread's next id is greater than its last (§6.2, method 2): what one act writes is read in the order
    in which it was written.
    """
    millisecond = time.time_ns() // 1_000_000
    if _mine.last >> 74 == millisecond:
        _mine.last += 1 + int.from_bytes(os.urandom(STEP_BYTES), "big")
    else:
        # One bit is left for the steps to grow into.
        _mine.last = millisecond << 74 | int.from_bytes(os.urandom(10), "big") >> 7
    drawn = _mine.last
    return UUID(int=drawn >> 74 << 80 | VERSION | (drawn >> 62 & 0xFFF) << 64 | VARIANT | drawn & (1 << 62) - 1)
