"""A simulated WeChat service account. It stands in for the bank's, which can't exist here, and behaves like it at its worst.

How it treats a message follows from the message's id: most are delivered at once; some late, at the second try only; some it confirms
twice, or confirms another message's instead; to some it says nothing at all; and some people do not follow the account. Tests choose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.kernel.ids import uuid7
from ecosystem.ports import TemplateWord

NAME = "simulated_wechat"
MOODS = ("prompt", "prompt", "prompt", "prompt", "late", "twice", "wrong", "silent", "not_following")
# An account forgets what it delivered; so does this one.
REMEMBERED = 1_000


class SimulatedWeChat:
    """The port ``TemplateGateway``. ``delivered`` are the messages that reached a telephone: id → (template, words)."""

    def __init__(self, mood: str = "") -> None:
        self.mood = mood
        self.delivered: dict[UUID, tuple[str, str]] = {}
        self._asked: Counter[UUID] = Counter()

    def send(self, *, message_id: UUID, person_id: UUID, template: str, body: str, at: datetime) -> Sequence[TemplateWord]:
        mood = self.mood or MOODS[message_id.int % len(MOODS)]
        self._asked[message_id] += 1
        if mood == "late" and self._asked[message_id] == 1:
            raise TimeoutError("the account does not answer")
        if mood == "not_following":
            return [TemplateWord(message_id, delivered=False)]
        self.delivered.setdefault(message_id, (template, body))
        while len(self.delivered) > REMEMBERED:
            self._asked.pop(next(iter(self.delivered)), None)
            self.delivered.pop(next(iter(self.delivered)))
        word = TemplateWord(message_id, delivered=True)
        said = {"twice": [word, word], "wrong": [TemplateWord(uuid7(), delivered=True)], "silent": []}
        return said.get(mood, [word])
