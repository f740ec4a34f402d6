"""Days of the town as moments."""

from __future__ import annotations

from datetime import date, datetime, time

from ecosystem.kernel.clock import TOWN_TIME


def moment(on: date) -> datetime:
    """When a day of the town begins."""
    return datetime.combine(on, time(), tzinfo=TOWN_TIME)
