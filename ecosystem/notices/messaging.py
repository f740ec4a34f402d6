"""Messages outside the page: written with the act that they tell of, handed to their way out by a worker afterwards."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import translation

from ecosystem import ports
from ecosystem.kernel.verbs import entry, inner

from .models import Message, Notice
from .rules import sentence
from .topics import CALL, SMS, WECHAT, version_of

log = logging.getLogger(__name__)
Status = Message.Status
FIRST_WAIT = timedelta(seconds=20)
# What is not sent within so many tries is no news any more.
MOST_TRIES = 6
# What an alarm's key ends in: one message a way.
LOUDER = {SMS: "text", CALL: "call"}


@inner
def alarm(people: Iterable[UUID], kind: str, key: str, values: Mapping[str, Any], *, ways: Sequence[str], until: datetime, at: datetime) -> None:
    """Send people a notice's sentence by each of the ``ways``, once a key, quiet hours or not; rows until a worker sends them, or it is too late.

    It comes on top of whatever other ways told them of the same key: this is how an alarm grows louder.
    """
    with translation.override(settings.LANGUAGE_CODE):
        body = sentence(kind, values)
    told = {"kind": kind, "version": version_of(kind), "body": body, "until": until, "created_at": at, "next_try_at": at}
    rows = [Message(person_id=person_id, key=f"{key}/{LOUDER[way]}", channel=way, **told) for person_id in sorted(people) for way in ways]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def send_texts(*, gateway: ports.TextGateway, at: datetime, most: int = 50) -> int:
    """Hand waiting text messages to the gateway; how many it took. Not a verb: it calls the network."""

    def send(message: Message) -> bool | None:
        return gateway.send(message_id=message.pk, person_id=message.person_id, body=message.body, at=at)

    return send_by(SMS, send, at=at, most=most)


def send_templates(*, gateway: ports.TemplateGateway, at: datetime, most: int = 50) -> int:
    """Hand waiting messages to WeChat; how many it says it delivered."""

    def send(message: Message) -> Sequence[ports.GatewayWord]:
        template = f"{message.kind}.v{message.version}"
        return gateway.send(message_id=message.pk, person_id=message.person_id, template=template, body=message.body, at=at)

    return _send_and_listen(WECHAT, send, at=at, most=most)


def make_calls(*, gateway: ports.CallGateway, at: datetime, most: int = 50) -> int:
    """Ring up whom an alarm waits for; how many listened."""

    def call(message: Message) -> Sequence[ports.GatewayWord]:
        return gateway.call(message_id=message.pk, person_id=message.person_id, body=message.body, at=at)

    return _send_and_listen(CALL, call, at=at, most=most)


def _send_and_listen(channel: str, send: Callable[[Message], Sequence[ports.GatewayWord]], *, at: datetime, most: int) -> int:
    """What a gateway says of messages that nobody handed over is not heard."""
    heard: dict[UUID, bool] = {}

    def listen(message: Message) -> bool | None:
        heard.update({word.message_id: word.delivered for word in send(message)})
        return heard.get(message.pk)

    return send_by(channel, listen, at=at, most=most)


def send_by(channel: str, send: Callable[[Message], bool | None], *, at: datetime, most: int) -> int:
    """Send what is due by one way; how many reached somebody. ``send`` says so, or ``False`` where nobody can be reached, or nothing."""
    sent = 0
    for message in _claim(channel=channel, at=at, most=most):
        try:
            reached = send(message)
        except OSError as failure:
            log.info("message %s was not taken: %s", message.pk, failure)
            continue
        if reached is not None:
            _hear(message_id=message.pk, channel=channel, reached=reached, at=at)
            sent += reached
    return sent


@entry
def _claim(*, channel: str, at: datetime, most: int) -> list[Message]:
    """What is due, its next try put off first: two workers never share a message, and one that dies loses a turn."""
    due = Message.objects.filter(status=Status.WAITING, channel=channel, next_try_at__lte=at).select_for_update(skip_locked=True)
    found = list(due.order_by("next_try_at", "pk")[:most])
    read = set(Notice.objects.filter(pk__in=[one.notice_id for one in found if one.notice_id], read_at__isnull=False).values_list("pk", flat=True))
    claimed = []
    for message in found:
        if message.notice_id in read:
            Message.objects.filter(pk=message.pk).update(status=Status.NEEDLESS)
        elif message.until and message.until <= at:
            Message.objects.filter(pk=message.pk).update(status=Status.GIVEN_UP)
        elif message.tries >= MOST_TRIES:
            _go_on(message, at)
        else:
            Message.objects.filter(pk=message.pk).update(tries=F("tries") + 1, next_try_at=at + FIRST_WAIT * 2**message.tries)
            claimed.append(message)
    return claimed


@entry
def _hear(*, message_id: UUID, channel: str, reached: bool, at: datetime) -> None:
    """What its way out says of a message, once: a word that comes again, or after another way has taken over, changes nothing."""
    waiting = Message.objects.filter(pk=message_id, channel=channel, status=Status.WAITING)
    if reached:
        waiting.update(status=Status.SENT, sent_at=at)
    elif message := waiting.first():
        _go_on(message, at)


@inner
def _go_on(message: Message, at: datetime) -> None:
    """The next way takes over; where there is none, nobody is told but by the page."""
    waiting = Message.objects.filter(pk=message.pk, channel=message.channel, status=Status.WAITING)
    if message.later:
        waiting.update(channel=message.later[0], later=message.later[1:], tries=0, next_try_at=at)
    else:
        waiting.update(status=Status.GIVEN_UP)
