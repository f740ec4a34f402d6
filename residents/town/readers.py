"""What the people of the town have read: everything up to the morning of the last day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ecosystem.notices.public import mark_read
from merchants.town.public import owners_of

from .events import PAID_OUT_AT
from .people import residents_of


class Readers:
    """Joined to the port ``TownTurn``: nobody lets ninety days of notices lie unread."""

    def act(self, *, town: Any, at: datetime) -> None:
        if (at.date(), at.time()) == (town.ends_on, PAID_OUT_AT):
            for actor in [*owners_of(town).values(), *residents_of(town).values()]:
                mark_read(by=actor, at=at)
