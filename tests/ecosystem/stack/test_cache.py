"""A process keeps few connections to the broker, whatever its tasks and threads ask the cache."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import redis
from django.core.cache import CacheHandler
from pytest_django import Settings


@pytest.mark.parametrize(("backend", "connections"), [("ecosystem.stack.cache.PooledCache", 1), ("django.core.cache.backends.redis.RedisCache", 20)])
def test_tasks_of_a_loop_share_a_connection_and_django_alone_would_open_one_for_each(backend: str, connections: int, settings: Settings) -> None:
    name = f"cache-{uuid4().hex}"
    caches = CacheHandler({"default": {"BACKEND": backend, "LOCATION": settings.REDIS_URL, "OPTIONS": {"client_name": name}}})
    kept = []

    async def remember(number: int) -> None:
        kept.append(caches["default"])
        caches["default"].set(f"{name}/{number}", number, timeout=60)

    async def loop() -> None:
        for number in range(20):
            await asyncio.create_task(remember(number))

    asyncio.run(loop())
    with redis.Redis.from_url(settings.REDIS_URL) as server:
        assert sum(client["name"] == name for client in server.client_list()) == connections
    with ThreadPoolExecutor(1) as other:
        assert other.submit(lambda: caches["default"].get_many([f"{name}/{number}" for number in range(20)])).result() == {
            f"{name}/{number}": number for number in range(20)
        }
