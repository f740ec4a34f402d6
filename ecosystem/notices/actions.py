"""Telling people, and waking their pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner

from . import access
from .herald import herald
from .models import Notice
from .rules import group_of, sentence

# Party, kind, key, what the sentence names; and the place of the party that it is about, if it is about one.
Told = tuple[UUID, str, str, Mapping[str, Any]] | tuple[UUID, str, str, Mapping[str, Any], UUID | None]


@inner
def notify(party_id: UUID, kind: str, key: str, values: Mapping[str, Any], *, at: datetime) -> None:
    """Tell a party something, once a key."""
    notify_all([(party_id, kind, key, values)], at=at)


@inner
def notify_all(told: Sequence[Told], *, at: datetime) -> None:
    """Tell several parties, in one statement."""
    if told:
        # In one order everywhere, so that two transactions telling the same never wait for each other in a ring.
        notices = sorted((draft_notice(*one, at=at) for one in told), key=lambda notice: (notice.party_id, notice.key))
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        nudge({notice.party_id for notice in notices}, "notices")


def draft_notice(party_id: UUID, kind: str, key: str, values: Mapping[str, Any], place_id: UUID | None = None, *, at: datetime) -> Notice:
    """An unsaved notice. Raises ``KeyError`` for a kind without a sentence."""
    sentence(kind, values)
    return Notice(party_id=party_id, place_id=place_id, kind=kind, key=key, values=dict(values), created_at=at)


@entry
def mark_read(*, by: Actor, at: datetime, notice_id: int | None = None) -> int:
    """The actor has read one notice, or all of hers; returns how many were new."""
    unread = access.notices_for(by).filter(read_at=None)
    return unread.filter(pk=notice_id).update(read_at=at) if notice_id else unread.update(read_at=at)


def nudge(party_ids: Iterable[UUID], what: str) -> None:
    """After commit, wake the pages of these parties: ``what`` changed, fetch it again.

    A lost nudge loses nothing: pages refetch when they reconnect.
    """
    groups = sorted({group_of(party_id) for party_id in party_ids})
    transaction.on_commit(lambda: herald.say(groups, what), robust=True)
