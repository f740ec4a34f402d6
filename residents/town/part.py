"""The residents' share of the demo town: the people, and ninety days of their real errands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from ecosystem.demo.public import Town
from ecosystem.kernel.clock import TOWN_TIME

from .events import Event, Turn, events_of
from .history import History
from .people import settle_people

# About ten days of the whole town: few enough rows to hold in memory.
LONGEST = 4_000


class Errands:
    """Joined to the port ``TownPart``; runs once the shops stand."""

    def load(self, *, town: Any, at: datetime) -> Iterator[str]:
        begins = datetime.combine(town.starts_on, time(), tzinfo=TOWN_TIME) - timedelta(days=1)
        with transaction.atomic():
            yield f"{settle_people(town, at=min(begins, at))} residents with an account"
        yield from relive(town)


def relive(town: Town) -> Iterator[str]:
    """Copy the history in, stretch by stretch; between two of them the wings act through their verbs."""
    with transaction.atomic():
        history = History(town)
    played = told = rows = 0
    for events, turn in stretches(events_of(town)):
        rows += history.copy_in(events)
        if turn is not None:
            history.take_turn(turn)
        played += len(events)
        if played - told >= LONGEST:
            told = played
            yield f"{played} events"
    yield f"{rows + history.end()} rows of trade"


def stretches(events: Iterable[Event]) -> Iterator[tuple[list[Event], Turn | None]]:
    """Events in long stretches, each up to the next turn."""
    stretch: list[Event] = []
    for event in events:
        if isinstance(event, Turn):
            yield stretch, event
            stretch = []
        else:
            stretch.append(event)
            if len(stretch) == LONGEST:
                yield stretch, None
                stretch = []
    yield stretch, None
