"""A page's WebSocket in a test. (``channels.testing`` would need daphne.)"""

from __future__ import annotations

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator

from ecosystem.notices.live import sockets


class SocketPage(ApplicationCommunicator):
    def __init__(self, headers: list[tuple[bytes, bytes]], query: bytes = b"") -> None:
        scope = {"type": "websocket", "path": "/ws/live/", "raw_path": b"/ws/live/", "query_string": query, "headers": headers, "subprotocols": []}
        super().__init__(sockets, scope)

    async def connect(self) -> bool:
        await self.send_input({"type": "websocket.connect"})
        answer = await self.receive_output(2)
        return bool(answer["type"] == "websocket.accept")

    async def hears(self) -> Any:
        message = await self.receive_output(2)
        assert message["type"] == "websocket.send", message
        return json.loads(message["text"])

    async def says(self, **frame: Any) -> None:
        await self.send_input({"type": "websocket.receive", **frame})

    async def leave(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(2)
