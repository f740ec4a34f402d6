"""Whether everything that serving needs answers."""

from __future__ import annotations

import redis
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import heartbeat

OK, SILENT, UNKNOWN = "ok", "does not answer", "unknown: the broker that would tell does not answer"


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when database, broker, worker and beat all answer, else 503; the body names each part."""
    parts = {"database": _database(), **_broker_and_beyond()}
    ok = all(state == OK for state in parts.values())
    return JsonResponse({"ok": ok, "parts": parts}, status=200 if ok else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return SILENT
    return OK


def _broker_and_beyond() -> dict[str, str]:
    try:
        living = heartbeat.living()
    except redis.RedisError:
        return {"broker": SILENT, "worker": UNKNOWN, "beat": UNKNOWN}
    return {"broker": OK, **{part: OK if lives else SILENT for part, lives in living.items()}}
