"""Appending what was done or read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import inner

from .models import Act

INSERT = """
INSERT INTO audit_act (at, actor, act, target, before, after, reason, about)
SELECT at, actor, act, target, before, after, reason, about FROM jsonb_to_recordset(%s::jsonb) AS told(
    at timestamptz, actor text, act text, target text, before jsonb, after jsonb, reason text, about uuid)
"""


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
    """Append many acts in one INSERT, whose rows the database takes apart itself: a night's reading is a hundred thousand of them."""
    told = [_row(note) for note in notes]
    if told:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False)])


def _row(note: Note) -> dict[str, Any]:
    row = {name: getattr(note, name) for name in ("at", "act", "before", "after", "reason", "about")}
    # Whole to the microsecond, which the encoder's own way of writing a moment is not.
    return {**row, "at": note.at.isoformat(), "actor": note.by.name, "target": name_of(note.target)}


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
