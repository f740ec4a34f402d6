"""Push messages: to every device that somebody has let in, as long as she is signed in there."""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from ecosystem import ports
from ecosystem.kernel.verbs import entry

from .live import standing_sessions
from .messaging import send_by
from .models import Device, Message
from .topics import PUSH, URGENT
from .webpush import LONGEST, encrypted, headers_for

NAME = "http"
PATIENCE_S = 8.0
TAKEN = frozenset({200, 201, 202})
# The browser has ended the subscription, or the service never knew it (RFC 8030, 7.3).
GONE = frozenset({404, 410})


class NotAPushService(ValueError):
    """We post to nobody whom no setting names: an address comes from a browser, and could be anybody's."""


def require_known_host(endpoint: str) -> None:
    """Raises ``NotAPushService``."""
    parts = urlsplit(endpoint)
    origin, host = f"{parts.scheme}://{parts.netloc}", parts.hostname or ""
    named = any(host == name.lstrip(".") or (name.startswith(".") and host.endswith(name)) for name in settings.PUSH_HOSTS)
    if origin not in settings.PUSH_ORIGINS and not (parts.scheme == "https" and parts.port in {None, 443} and named):
        raise NotAPushService(host)


class HttpPush:
    """The port ``PushService`` over HTTP. Follows no redirect and reads no answer but its status."""

    def send(self, *, endpoint: str, headers: Mapping[str, str], body: bytes, at: datetime) -> int:
        require_known_host(endpoint)
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
        secure = parts.scheme == "https"
        line = (
            http.client.HTTPSConnection(host, port, timeout=PATIENCE_S, context=ssl.create_default_context())
            if secure
            else http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
        )
        try:
            line.request("POST", f"{parts.path}?{parts.query}" if parts.query else parts.path, body=body, headers=dict(headers))
            return line.getresponse().status
        except http.client.HTTPException as failure:
            raise OSError("the push service did not answer in HTTP") from failure
        finally:
            line.close()


def send_pushes(*, service: ports.PushService, at: datetime, most: int = 50) -> int:
    """Send waiting push messages; how many reached a device. Not a verb: it calls the network."""

    def send(message: Message) -> bool | None:
        return _to_devices(message, service, at)

    return send_by(PUSH, send, at=at, most=most)


def _to_devices(message: Message, service: ports.PushService, at: datetime) -> bool | None:
    """Whether one of her devices took it; ``False`` where there is none any more, ``None`` where none answered."""
    devices = list(Device.objects.filter(person_id=message.person_id).order_by("pk"))
    standing = standing_sessions({device.session_key for device in devices}) if devices else set()
    lost = [device.pk for device in devices if device.session_key not in standing]
    taken, silent = False, False
    for device in devices:
        if device.pk in lost:
            continue
        try:
            status = service.send(
                endpoint=device.endpoint,
                headers=headers_for(device.endpoint, urgent=message.kind in URGENT, at=at),
                body=encrypted(told_of(message), p256dh=device.p256dh, auth=device.auth),
                at=at,
            )
        except OSError:
            silent = True
            continue
        except ValueError:
            lost.append(device.pk)
            continue
        if status in GONE:
            lost.append(device.pk)
        taken, silent = taken or status in TAKEN, silent or status >= 500 or status == 429
    if lost:
        _forget(device_ids=lost)
    return True if taken else (None if silent else False)


def told_of(message: Message) -> bytes:
    """What the browser is told; ``tag`` is the event's, so that a device shows one event once, however often it is told."""
    body = message.body
    while len(told := json.dumps({"body": body, "tag": message.key, "page": message.page}, ensure_ascii=False).encode()) > LONGEST:
        body = body[: len(body) // 2]
    return told


@entry
def _forget(*, device_ids: list[UUID]) -> None:
    Device.objects.filter(pk__in=device_ids).delete()
