"""What an arrangement may say, and the names of the ways to pay that rest on one."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from ecosystem.kernel.ways import named_in, way_to

from .errors import BadCalled, BadCap

# Yuan a checkout: below it pays nothing, above it is not an order for the house any more.
LEAST_CAP_MINOR, MOST_CAP_MINOR = 1_00, 2_000_00
ASK_LASTS = timedelta(days=7)
MOST_OPEN = 5  # asks and agreements of one who orders
LONGEST_CALLED = 20
WAY = "family/"


def checked_cap(cap_minor: int) -> int:
    """Minor units. Raises ``BadCap``."""
    if not LEAST_CAP_MINOR <= cap_minor <= MOST_CAP_MINOR:
        raise BadCap(least=LEAST_CAP_MINOR // 100, most=MOST_CAP_MINOR // 100)
    return cap_minor


def checked_called(called: str) -> str:
    """Raises ``BadCalled``."""
    tidy = " ".join(called.split())
    if not 0 < len(tidy) <= LONGEST_CALLED:
        raise BadCalled(most=LONGEST_CALLED)
    return tidy


def way_of(arrangement_id: UUID) -> str:
    """The name by which a way to pay is chosen that is somebody else's money."""
    return way_to(WAY, arrangement_id)


def arrangement_of_way(way: str) -> UUID | None:
    """The arrangement that a way to pay names; ``None`` where it is another way."""
    return named_in(way, WAY)
