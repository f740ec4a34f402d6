"""The residents' share of the demo town: the people, and ninety days of their real errands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from ecosystem.kernel.clock import TOWN_TIME

from .events import events_of
from .history import History
from .people import settle_people


class Errands:
    """Joined to the port ``TownPart``; runs once the shops stand."""

    def load(self, *, town: Any, at: datetime) -> Iterator[str]:
        begins = datetime.combine(town.starts_on, time(), tzinfo=TOWN_TIME) - timedelta(days=1)
        with transaction.atomic():
            yield f"{settle_people(town, at=min(begins, at))} residents with an account"
        with transaction.atomic():
            history = History(town)
            for count, event in enumerate(events_of(town), start=1):
                history.play(event)
                if count % 20_000 == 0:
                    yield f"{count} events"
            yield f"{history.write()} rows of trade"
