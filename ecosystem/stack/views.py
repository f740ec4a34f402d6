"""Whether everything that serving needs answers."""

from __future__ import annotations

import psycopg
import redis
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import heartbeat

OK, SILENT = "ok", "does not answer"
UNKNOWN = "unknown: the broker that would tell does not answer"
UNASKED = "unknown: beat, which asks it, does not answer"


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when database, broker, worker and beat all answer, else 503; the body names each part."""
    parts = {"database": _database(), **_broker_and_beyond()}
    ok = all(state == OK for state in parts.values())
    answer = JsonResponse({"ok": ok, "parts": parts}, status=200 if ok else 503)
    # Django would log each 503 as an error of ours; this one is the answer that was asked for.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def _database() -> str:
    """A connection of its own: a pool would make the question wait for what does not come."""
    wanted = {**connection.get_connection_params(), "connect_timeout": 2, "autocommit": True}
    try:
        with psycopg.connect(**wanted) as direct:
            direct.execute("SELECT 1")
    except psycopg.Error:
        return SILENT
    return OK


def _broker_and_beyond() -> dict[str, str]:
    try:
        living = heartbeat.living()
    except redis.RedisError:
        return {"broker": SILENT, "worker": UNKNOWN, "beat": UNKNOWN}
    if not any(living.values()):
        # Beat asks the worker: without beat nobody knows of the worker.
        return {"broker": OK, "worker": UNASKED, "beat": SILENT}
    return {"broker": OK, **{part: OK if lives else SILENT for part, lives in living.items()}}
