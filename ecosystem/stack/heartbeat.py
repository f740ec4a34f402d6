"""Signs of life in Valkey: beat writes its own, and asks a worker to write another."""

from __future__ import annotations

from functools import cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

EVERY, FORGOTTEN_AFTER = 5, 16
PARTS = ("worker", "beat")


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0))


def live(part: str) -> None:
    """Say that a part lives; the sign fades when it is not renewed."""
    _client().set(_key(part), "1", ex=FORGOTTEN_AFTER)


def living() -> dict[str, bool]:
    """Which parts gave a sign lately (raises ``redis.RedisError`` when nobody can tell)."""
    found = _client().mget([_key(part) for part in PARTS])
    return {part: sign is not None for part, sign in zip(PARTS, found, strict=True)}


def _key(part: str) -> str:
    return f"twin:lives:{part}"
