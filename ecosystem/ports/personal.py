"""What a room holds about a person: told to her, in the way of her leaving, and gone once she has left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody who signs in, with her own party and the address by which she is known."""

    person_id: UUID
    party_id: UUID
    email: str


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one kind under a title. Keys are of ``ecosystem.privacy.columns``; amounts are decimal strings, moments are datetimes."""

    name: str
    title: Promise | str
    rows: Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why an account can't be deleted yet, and what to do about it; ``page`` is the name of the page where that is done."""

    code: str
    sentence: str
    next_step: str
    page: str = ""


class PersonalData(Protocol):
    """``erase`` runs in the caller's transaction, and takes everything by which the person could be known from what the room may not delete."""

    def sections(self, *, subject: Subject) -> Iterator[Section]: ...

    def hindrances(self, *, subject: Subject, at: datetime) -> Iterator[Hindrance]: ...

    def erase(self, *, subject: Subject, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """The port from three functions; what a room has nothing to say to is left out."""

    tell: Callable[[Subject], Sequence[Section]] | None = None
    hinder: Callable[[Subject, datetime], Sequence[Hindrance]] | None = None
    forget: Callable[[Subject, datetime], None] | None = None

    def sections(self, *, subject: Subject) -> Iterator[Section]:
        return iter(self.tell(subject) if self.tell else ())

    def hindrances(self, *, subject: Subject, at: datetime) -> Iterator[Hindrance]:
        return iter(self.hinder(subject, at) if self.hinder else ())

    def erase(self, *, subject: Subject, at: datetime) -> None:
        if self.forget:
            self.forget(subject, at)
