"""What is asked of whom, and how a checklist stands on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol
from uuid import UUID

from . import numbers

KINDS = ("identity", "licence", "food", "drug", "premises", "owners")
REQUIRED, OPTIONAL = "required", "optional"
GOOD = frozenset({"accepted", "waived"})


@dataclass(frozen=True, slots=True)
class Nature:
    """What a kind of paper carries: a number with its check, a last day (``True`` when there must be one), a file."""

    number: Callable[[str], str] | None = None
    personal: bool = False
    expires: bool | None = None

    @property
    def is_numbered(self) -> bool:
        """For templates, which would call ``number`` itself."""
        return self.number is not None


KIND: Mapping[str, Nature] = {
    "identity": Nature(numbers.identity_number, personal=True, expires=None),
    "licence": Nature(numbers.licence_number, expires=None),
    "food": Nature(numbers.food_number, expires=True),
    "drug": Nature(numbers.plain_number, expires=True),
    "premises": Nature(expires=False),
    "owners": Nature(expires=False),
}


class Row(Protocol):
    """A requirement as it is stored."""

    kind: str
    legal_form: str
    trade: str
    asked: str
    grace_days: int
    from_on: date


class Paper(Protocol):
    """A submission, as far as the checklist must know it."""

    pk: UUID
    kind: str
    status: str
    expires_on: date | None
    document_id: UUID | None


@dataclass(frozen=True, slots=True)
class Asked:
    kind: str
    required: bool
    grace_days: int


def asked_of(rows: Iterable[Any], *, legal_form: str, trade: str, on: date) -> list[Asked]:
    """Of each kind the most special row in force on the day, the latest of equals; what is not asked is left out."""
    chosen: dict[str, Any] = {}
    for row in rows:
        if row.from_on <= on and row.legal_form in {"", legal_form} and row.trade in {"", trade}:
            known = chosen.get(row.kind)
            if known is None or _weight(row) > _weight(known):
                chosen[row.kind] = row
    return [
        Asked(kind, chosen[kind].asked == REQUIRED, chosen[kind].grace_days)
        for kind in KINDS
        if kind in chosen and chosen[kind].asked in {REQUIRED, OPTIONAL}
    ]


def _weight(row: Any) -> tuple[int, date]:
    return (row.legal_form != "") + 2 * (row.trade != ""), row.from_on


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. ``status`` is ``missing`` or the latest paper's; ``stops_on`` is the first day after the grace."""

    kind: str
    required: bool
    status: str
    paper: Any = None
    expires_on: date | None = None
    stops_on: date | None = None

    @property
    def is_good(self) -> bool:
        return self.status in GOOD

    @property
    def is_handed_in(self) -> bool:
        return self.is_good or self.status == "pending"

    @property
    def badge(self) -> str:
        return f"paper_{self.status}"

    def stops(self, on: date) -> bool:
        """Whether selling must stop for it: required, expired, and its grace over."""
        return self.required and self.stops_on is not None and on >= self.stops_on


def checklist(asked: Iterable[Asked], papers: Iterable[Any], *, on: date) -> list[Item]:
    """``papers`` in the order in which they were handed in: the latest decides.

    While a renewal is looked at, the last paper that was accepted still says when selling stops.
    """
    latest: dict[str, Any] = {}
    accepted: dict[str, Any] = {}
    for paper in papers:
        latest[paper.kind] = paper
        if paper.status in {*GOOD, "expired"}:
            accepted[paper.kind] = paper
    return [_item(one, latest.get(one.kind), accepted.get(one.kind), on) for one in asked]


def _item(asked: Asked, paper: Any, held: Any, on: date) -> Item:
    if paper is None:
        return Item(asked.kind, asked.required, "missing")
    lapses = next_day_of(held.expires_on) if held is not None and held.status != "waived" else None
    expired = lapses is not None and on >= lapses
    status = "expired" if paper.status == "accepted" and expired else paper.status
    stops_on = lapses + timedelta(days=asked.grace_days) if lapses is not None and expired else None
    return Item(asked.kind, asked.required, status, paper, held.expires_on if held is not None else None, stops_on)


def next_day_of(expires_on: date | None) -> date | None:
    """A paper is good on its last day."""
    return expires_on + timedelta(days=1) if expires_on is not None else None
