"""How long a consent may last."""

from __future__ import annotations

from datetime import datetime, timedelta

USUAL = timedelta(days=90)
LONGEST = timedelta(days=365)


def end_of(at: datetime, until: datetime | None) -> datetime | None:
    """When a consent given at ``at`` ends; ``None`` when ``until`` is not allowed."""
    if until is None:
        return at + USUAL
    return until if at < until <= at + LONGEST else None
