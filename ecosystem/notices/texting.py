"""Text messages: written with the act that they tell of, handed to the gateway by a worker afterwards."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import translation

from ecosystem import ports
from ecosystem.kernel.verbs import entry, inner

from .models import TextMessage
from .rules import sentence

log = logging.getLogger(__name__)
Status = TextMessage.Status
FIRST_WAIT = timedelta(seconds=20)
# What is not sent within so many tries is no news any more.
MOST_TRIES = 6


@inner
def text(person_id: UUID, kind: str, key: str, values: Mapping[str, Any], *, at: datetime) -> None:
    """Send a person a notice's sentence as a text message, once a key; a row until a worker sends it."""
    with translation.override(settings.LANGUAGE_CODE):
        body = sentence(kind, values)
    row = TextMessage(person_id=person_id, kind=kind, key=key, body=body, created_at=at, next_try_at=at)
    TextMessage.objects.bulk_create([row], ignore_conflicts=True)


def send_texts(*, gateway: ports.TextGateway, at: datetime, most: int = 50) -> int:
    """Hand waiting messages to the gateway; how many it took. Not a verb: it calls the network."""
    sent = 0
    for message in _claim(at=at, most=most):
        try:
            reachable = gateway.send(message_id=message.pk, person_id=message.person_id, body=message.body, at=at)
        except OSError as failure:
            log.info("text message %s was not taken: %s", message.pk, failure)
            continue
        _hear(message_id=message.pk, reachable=reachable, at=at)
        sent += reachable
    return sent


@entry
def _claim(*, at: datetime, most: int) -> list[TextMessage]:
    """What is due, its next try put off first: two workers never share a message, and one that dies loses a turn."""
    due = TextMessage.objects.filter(status=Status.WAITING, next_try_at__lte=at).select_for_update(skip_locked=True).order_by("next_try_at")
    claimed = []
    for message in due[:most]:
        if message.tries >= MOST_TRIES:
            TextMessage.objects.filter(pk=message.pk).update(status=Status.GIVEN_UP)
            continue
        TextMessage.objects.filter(pk=message.pk).update(tries=F("tries") + 1, next_try_at=at + FIRST_WAIT * 2**message.tries)
        claimed.append(message)
    return claimed


@entry
def _hear(*, message_id: UUID, reachable: bool, at: datetime) -> None:
    after = {"status": Status.SENT, "sent_at": at} if reachable else {"status": Status.GIVEN_UP}
    TextMessage.objects.filter(pk=message_id, status=Status.WAITING).update(**after)
