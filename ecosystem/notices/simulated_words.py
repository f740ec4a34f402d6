"""Gateways that answer in words of their own time, simulated: a WeChat service account, and a line that rings people up.

They stand in for the bank's, which can't exist here, and behave like them at their worst. How one treats a message follows from the
message's id: most are delivered at once; some late, at the second try only; some are confirmed twice, or another message's instead; to some
nothing is said at all; and some people can't be reached. Tests choose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ecosystem.kernel.ids import uuid7
from ecosystem.ports import GatewayWord

WECHAT, CALLS = "simulated_wechat", "simulated_calls"
MOODS = ("prompt", "prompt", "prompt", "prompt", "late", "twice", "wrong", "silent", "unreachable")
# A gateway forgets what it delivered; so do these.
REMEMBERED = 1_000


class _Simulated:
    """``delivered`` are the messages that reached a telephone: id → what it heard."""

    def __init__(self, mood: str = "") -> None:
        self.mood = mood
        self.delivered: dict[UUID, tuple[str, ...]] = {}
        self._asked: Counter[UUID] = Counter()

    def _told(self, message_id: UUID, *heard: str) -> Sequence[GatewayWord]:
        mood = self.mood or MOODS[message_id.int % len(MOODS)]
        self._asked[message_id] += 1
        if mood == "late" and self._asked[message_id] == 1:
            raise TimeoutError("the gateway does not answer")
        if mood == "unreachable":
            return [GatewayWord(message_id, delivered=False)]
        self.delivered.setdefault(message_id, heard)
        while len(self.delivered) > REMEMBERED:
            self._asked.pop(next(iter(self.delivered)), None)
            self.delivered.pop(next(iter(self.delivered)))
        word = GatewayWord(message_id, delivered=True)
        said = {"twice": [word, word], "wrong": [GatewayWord(uuid7(), delivered=True)], "silent": []}
        return said.get(mood, [word])


class SimulatedWeChat(_Simulated):
    """The port ``TemplateGateway``. Who can't be reached does not follow the account."""

    def send(self, *, message_id: UUID, person_id: UUID, template: str, body: str, at: datetime) -> Sequence[GatewayWord]:
        return self._told(message_id, template, body)


class SimulatedCalls(_Simulated):
    """The port ``CallGateway``. Who can't be reached does not pick up."""

    def call(self, *, message_id: UUID, person_id: UUID, body: str, at: datetime) -> Sequence[GatewayWord]:
        return self._told(message_id, body)
