"""A simulated gateway for text messages. It stands in for the bank's, which can't exist here, and behaves like it at its worst.

How it treats a message follows from the message's id: most are taken at once, some only at the second try, some are taken
without an answer (so that they are handed over again), and some people have no number. Tests choose the mood themselves.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

NAME = "simulated_texts"
MOODS = ("prompt", "prompt", "prompt", "prompt", "prompt", "late", "mute", "no_number")
# A gateway forgets what it delivered; so does this one.
REMEMBERED = 1_000


class SimulatedTexts:
    """The port ``TextGateway``. ``delivered`` are the messages that reached a telephone: id → words."""

    def __init__(self, mood: str = "") -> None:
        self.mood = mood
        self.delivered: dict[UUID, str] = {}
        self._asked: Counter[UUID] = Counter()

    def send(self, *, message_id: UUID, person_id: UUID, body: str, at: datetime) -> bool:
        mood = self.mood or MOODS[message_id.int % len(MOODS)]
        self._asked[message_id] += 1
        first = self._asked[message_id] == 1
        if mood == "no_number":
            return False
        if mood == "dead" or (mood == "late" and first):
            raise TimeoutError("the gateway does not answer")
        self.delivered.setdefault(message_id, body)
        while len(self.delivered) > REMEMBERED:
            self._asked.pop(next(iter(self.delivered)), None)
            self.delivered.pop(next(iter(self.delivered)))
        if mood == "mute" and first:
            raise TimeoutError("the gateway took it and said nothing")
        return True
