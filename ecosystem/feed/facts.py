"""What a room publishes: a frozen dataclass of its own, or a body as a partner sent it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

# A fact that another platform reported has its client as source; ours, and the bulk loads, have names of their own.
REPORTED = "client/"


@dataclass(frozen=True)
class Fact:
    """Subclass it, frozen, with ``kind`` (``"trade.order_settled"``) and, after a change of fields, a new ``version``."""

    kind: ClassVar[str]
    version: ClassVar[int] = 1

    def body(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact whose shape is known to its source alone."""

    kind: str
    version: int
    data: Mapping[str, Any]

    def body(self) -> dict[str, Any]:
        return dict(self.data)


class DayTold(NamedTuple):
    """What a fact says and of which business day: nothing of its source, its hour and how well it is known."""

    pk: int
    corrects: int | None
    kind: str
    on: date
    body: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One fact to publish; see ``publish`` for the fields."""

    fact: Fact | Stated
    about: UUID
    key: str
    at: datetime
    occurred_at: datetime | None = None
    standing: str = "claimed"
    transfer_id: UUID | None = None
    source: str = "twin"
    corrects: int | None = None
