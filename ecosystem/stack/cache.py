"""The cache in the broker, by one pool of connections a process."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.utils.functional import cached_property

_clients: dict[str, RedisCacheClient] = {}


class PooledCache(RedisCache):
    """Django makes a backend for each context, which in a process with an event loop is each task, and a pool for each backend: every nudge
    opened a connection of its own, and every open WebSocket kept one. A client and its pool serve any number of threads and find out
    by themselves that a process was forked.
    """

    _servers: list[str]
    _options: dict[str, Any]

    @cached_property
    def _cache(self) -> RedisCacheClient:
        return _clients.setdefault(f"{self._servers} {self._options}", RedisCacheClient(self._servers, **self._options))
