"""Telling people, and waking their pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.verbs import entry, inner

from .models import Notice

Told = tuple[UUID, str, str, Mapping[str, Any]]


@inner
def notify(party_id: UUID, kind: str, key: str, values: Mapping[str, Any], *, at: datetime) -> None:
    """Tell a party something, once a key."""
    notify_all([(party_id, kind, key, values)], at=at)


@inner
def notify_all(told: Sequence[Told], *, at: datetime) -> None:
    """Tell several parties, in one statement."""
    if told:
        Notice.objects.bulk_create([draft_notice(*one, at=at) for one in told], ignore_conflicts=True)


def draft_notice(party_id: UUID, kind: str, key: str, values: Mapping[str, Any], *, at: datetime) -> Notice:
    return Notice(party_id=party_id, kind=kind, key=key, values=dict(values), created_at=at)


@entry
def mark_read(*, by: Actor, at: datetime) -> int:
    """All of the actor's notices are read; returns how many were not."""
    return Notice.objects.filter(party_id=by.party_id, read_at=None).update(read_at=at)


def nudge(party_ids: Iterable[UUID], what: str) -> None:
    """After commit, wake the pages of these parties: ``what`` changed, fetch it again.

    A lost nudge loses nothing: pages refetch when they reconnect.
    """
    groups = sorted({f"party.{party_id}" for party_id in party_ids})
    transaction.on_commit(lambda: _send(groups, what), robust=True)


def _send(groups: Sequence[str], what: str) -> None:
    layer = get_channel_layer()
    for group in groups:
        async_to_sync(layer.group_send)(group, {"type": "changed", "what": what})
