"""Carries nudges to the channel layer beside the request, on one event loop a process.

``async_to_sync`` would make a loop and a broker connection for each nudge: 5 ms of processor
time in every checkout, against 0.2 ms this way. A nudge may be lost; a request may not wait.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Collection, Sequence
from threading import Lock, Thread

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.core.cache import cache

log = logging.getLogger(__name__)


class Herald:
    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._process = 0
        self._starting = Lock()

    def speak_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """Use this running loop (a test's) instead of a thread of our own."""
        self._loop, self._process = loop, os.getpid()

    def say(self, groups: Sequence[str], what: str) -> None:
        asyncio.run_coroutine_threadsafe(_send(groups, what), self._running_loop())

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            # A forked worker inherits the object but not the thread.
            if self._loop is None or self._process != os.getpid() or self._loop.is_closed():
                self._loop, self._process = asyncio.new_event_loop(), os.getpid()
                Thread(target=self._loop.run_forever, name="herald", daemon=True).start()
            return self._loop


# Seconds for which it is known when a group was last spoken to: no page takes longer between being read and listening.
REMEMBERED_S = 120


async def spoken_to(groups: Collection[str], *, within_s: float) -> bool:
    """Whether something was said in one of the groups so lately that a page read before it may lack it."""
    if within_s >= REMEMBERED_S:
        return True
    # One question for all groups, on a thread of its own: ``aget_many`` asks one by one, each in the queue of whatever touches the database.
    said = await sync_to_async(cache.get_many, thread_sensitive=False)([_mark(group) for group in groups])
    return any(at >= time.time() - within_s for at in said.values())


def _mark(group: str) -> str:
    return f"live/{group}"


async def _send(groups: Sequence[str], what: str) -> None:
    layer = get_channel_layer()
    try:
        # Before it is said: whoever begins to listen after this finds the mark, whoever did before hears it. On this thread, which
        # waits for nobody: the executor that an asynchronous call would borrow is the request's, and ends with it.
        cache.set_many({_mark(group): time.time() for group in groups}, REMEMBERED_S)
        for group in groups:
            await layer.group_send(group, {"type": "changed", "what": what})
    except (OSError, RuntimeError) as failure:
        log.warning("a nudge was lost: %s", failure)


herald = Herald()
