"""Appending what was done or read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner

from .models import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One act to record; see ``record`` for the fields."""

    act: str
    target: str | Model
    by: Actor
    at: datetime
    before: Any = None
    after: Any = None
    reason: str = ""
    about: UUID | None = None


@inner
def record(
    act: str, *, target: str | Model, by: Actor, at: datetime, before: Any = None, after: Any = None, reason: str = "", about: UUID | None = None
) -> None:
    """Append one act (``"consent.grant"``) to the caller's transaction: one INSERT.

    ``target`` is a row, or the name of one (``"party/<uuid>"``). ``before`` and ``after`` are
    plain data, with no more about a person than the act needs. ``about`` is the id of the shop whose
    business it was, under which its owner finds it (``acts_about``).
    """
    drafted(Note(act=act, target=target, by=by, at=at, before=before, after=after, reason=reason, about=about)).save(force_insert=True)


@inner
def record_all(notes: Iterable[Note]) -> None:
    """Append many acts in one INSERT."""
    Act.objects.bulk_create([drafted(note) for note in notes])


def name_of(target: str | Model) -> str:
    """``Grant(pk=7)`` → ``"consent.grant/7"``."""
    return target if isinstance(target, str) else f"{target._meta.label_lower}/{target.pk}"


def drafted(note: Note) -> Act:
    """The unsaved row of an act."""
    return Act(
        at=note.at,
        actor=note.by.name,
        act=note.act,
        target=name_of(note.target),
        before=note.before,
        after=note.after,
        reason=note.reason,
        about=note.about,
    )
