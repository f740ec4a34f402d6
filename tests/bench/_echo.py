"""The limit of live pages: a socket of Channels that joins the group it names and says what it hears; nobody is asked who she is."""

from __future__ import annotations

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
django.setup()

from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402


class Echo(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    async def connect(self) -> None:
        self.group = self.scope["query_string"].decode()
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def changed(self, event: dict[str, Any]) -> None:
        await self.send_json({"changed": event["what"]})


application = Echo.as_asgi()
