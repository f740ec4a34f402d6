"""How much of a body a process that serves ASGI takes: Django keeps the whole of it in a file before anything of ours may look at it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]


class Bounded:
    """An application that reads no body that says it is larger than ``most`` bytes, and gives up one that says nothing and becomes so.

    The first is handed on as empty, with the length that it told: whoever refuses by the length answers at once (``RefusalMiddleware``).
    """

    def __init__(self, app: App, *, most: int) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if told.isdigit() and int(told) > self.most:
            await self.app(scope, _nothing(), send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            return message if taken <= self.most else {"type": "http.disconnect"}

        await self.app(scope, counted, send)


def _nothing() -> Receive:
    """An empty body, and then silence: whoever listens for the end of the connection is told to stop once the answer is given."""
    told = False

    async def receive() -> Message:
        nonlocal told
        if told:
            await asyncio.Event().wait()
        told = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive
