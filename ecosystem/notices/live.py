"""One WebSocket a page: says what changed, never what it is now. The page fetches that as ever."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qs
from weakref import WeakKeyDictionary

from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import DatabaseError
from django.urls import path

from ecosystem.kernel import clock
from ecosystem.kernel.actor import Actor

from .access import parties_heard_by
from .herald import spoken_to
from .rules import group_of

log = logging.getLogger(__name__)
LOOK_EVERY_S = 1.0
# After this long a page must connect again, and its roles are read again.
LONGEST_S = 900.0
SIGNED_OUT, CONNECT_AGAIN = 4401, 4408
EVERYTHING = "*"
MOST_DIGITS = 9


class Live(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """Listens in the groups of the parties that the session's person may hear of."""

    session_key: str
    heard: tuple[str, ...] = ()

    async def connect(self) -> None:
        person, session = self.scope["user"], self.scope["session"]
        if not person.is_authenticated or not session.session_key:
            await self.close()
            return
        self.session_key = session.session_key
        actor = Actor(person_id=person.pk, party_id=person.party_id)
        self.heard = tuple(group_of(party_id) for party_id in await database_sync_to_async(parties_heard_by)(actor))
        for group in self.heard:
            await self.channel_layer.group_add(group, self.channel_name)
        await self.accept()
        if await spoken_to(self.heard, within_s=self._seconds_ago()):
            await self.send_json({"changed": EVERYTHING})
        watch = _watches.setdefault(asyncio.get_running_loop(), Watch())
        watch.join(self)

    def _seconds_ago(self) -> float:
        """When the page was asked for, as it says; a page that connects again fetches everything by itself."""
        said = parse_qs(self.scope["query_string"].decode("latin-1")).get("ago", ["0"])[0]
        return int(said) / 1000 if said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS else 0.0

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **more: Any) -> None:
        """Pages have nothing to say here."""

    async def changed(self, event: dict[str, Any]) -> None:
        await self.send_json({"changed": event["what"]})

    async def disconnect(self, code: int) -> None:
        for watch in (_watches.get(asyncio.get_running_loop()),):
            if watch is not None:
                watch.leave(self)
        for group in self.heard:
            await self.channel_layer.group_discard(group, self.channel_name)


class Watch:
    """One look a second at the sessions of all connections of a loop; those that have ended are closed."""

    def __init__(self) -> None:
        self._since: dict[Live, float] = {}
        self._looking: asyncio.Task[None] | None = None

    def join(self, live: Live) -> None:
        self._since[live] = asyncio.get_running_loop().time()
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())

    def leave(self, live: Live) -> None:
        self._since.pop(live, None)

    async def _look(self) -> None:
        while self._since:
            await asyncio.sleep(LOOK_EVERY_S)
            # Whoever connects while the answer is on its way was not asked for: a page that has just come is not signed out.
            looked_at = dict(self._since)
            try:
                standing = await database_sync_to_async(standing_sessions)({live.session_key for live in looked_at})
            except (DatabaseError, OSError) as failure:
                log.warning("sessions of live pages could not be read: %s", failure)
                continue
            now = asyncio.get_running_loop().time()
            for live, since in looked_at.items():
                if live not in self._since:
                    continue
                if live.session_key not in standing:
                    await live.close(code=SIGNED_OUT)
                elif now - since > LONGEST_S:
                    await live.close(code=CONNECT_AGAIN)


_watches: WeakKeyDictionary[asyncio.AbstractEventLoop, Watch] = WeakKeyDictionary()


def standing_sessions(keys: Collection[str]) -> set[str]:
    """Which sessions have not ended: one question to the cache, and to the database only for what it lacks."""
    prefix = SessionStore.cache_key_prefix
    cached = caches[settings.SESSION_CACHE_ALIAS].get_many([prefix + key for key in keys])
    standing = {name.removeprefix(prefix) for name in cached}
    missing = set(keys) - standing
    if missing:
        standing |= set(Session.objects.filter(session_key__in=missing, expire_date__gt=clock.now()).values_list("session_key", flat=True))
    return standing


# What the composition root serves: own origins only, and whoever the session says.
sockets = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter([path("ws/live/", Live.as_asgi())])))
