"""Who acts: handed to every verb, never looked up inside one."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from .errors import Unauthenticated


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for herself, the platform acting by a rule, or another platform that signs what it sends.

    ``person_id`` and ``party_id`` are both ``None`` for a visitor who has not signed in, and
    for the platform itself, which ``platform`` names (``"day_close"``, ``"sweep"``); ``client`` is
    another platform that signed a request, and may nothing that a person or we may. ``device`` is a digest of what the
    browser in her hand keeps, where one is: the same person on another phone is the same actor.
    """

    person_id: UUID | None = None
    party_id: UUID | None = None
    platform: str = ""
    client: str = ""
    device: str = field(default="", compare=False, repr=False)

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    @property
    def is_platform(self) -> bool:
        return bool(self.platform)

    @property
    def name(self) -> str:
        """A stable name for audit rows and idempotency scopes."""
        if self.platform:
            return f"platform/{self.platform}"
        if self.client:
            return f"client/{self.client}"
        return f"person/{self.person_id}" if self.person_id else "visitor"


VISITOR = Actor()


def platform(job: str) -> Actor:
    return Actor(platform=job)


def person_of(actor: Actor) -> UUID:
    """Who acts, where only a person can. Raises ``Unauthenticated``."""
    if actor.person_id is None:
        raise Unauthenticated
    return actor.person_id
