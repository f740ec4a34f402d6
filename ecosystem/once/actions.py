"""One key, one effect."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from ecosystem.kernel.actor import Actor
from ecosystem.kernel.errors import OutsideTransaction

from .errors import KeyUsedOtherwise, StillRunning
from .models import Effect


@dataclass(slots=True)
class Turn:
    """``earlier`` is what the first call remembered, or ``None`` when this is the first call."""

    earlier: dict[str, Any] | None
    result: dict[str, Any] | None = None

    def remember(self, **result: Any) -> None:
        """Identifiers from which the first result can be told again."""
        self.result = result


@contextmanager
def once(key: str, *, verb: str, by: Actor, body: Any, at: datetime) -> Iterator[Turn]:
    """Let the block take effect once per (actor, verb, key); yields a ``Turn``.

    The caller returns early when ``turn.earlier`` is set, and calls ``turn.remember()`` before
    the block ends otherwise. The effect is committed with the caller's transaction.

    Raises:
        StillRunning: another transaction holds the key (a try-lock, nobody waits).
        KeyUsedOtherwise: the key was used with another body.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction("once() needs a transaction around it")
    scope, print_ = f"{by.name}/{verb}", fingerprint(body)
    with connection.cursor() as cursor:
        cursor.execute("SELECT taken, fingerprint, result FROM once_try(%s, %s)", [scope, key])
        taken, earlier_print, earlier = cursor.fetchone()
    if not taken:
        raise StillRunning
    if earlier is not None and bytes(earlier_print) != print_:
        raise KeyUsedOtherwise
    turn = Turn(json.loads(earlier) if isinstance(earlier, str) else earlier)
    yield turn
    if turn.earlier is None and turn.result is not None:
        drafted_effect(key, verb=verb, by=by, body=body, result=turn.result, at=at).save(force_insert=True)


def drafted_effect(key: str, *, verb: str, by: Actor, body: Any, result: dict[str, Any], at: datetime) -> Effect:
    """The unsaved row of an effect."""
    told = json.loads(json.dumps(result, cls=DjangoJSONEncoder))
    return Effect(scope=f"{by.name}/{verb}", key=key, fingerprint=fingerprint(body), result=told, at=at)


def fingerprint(body: Any) -> bytes:
    """SHA-256 of the body in canonical JSON."""
    if dataclasses.is_dataclass(body) and not isinstance(body, type):
        body = dataclasses.asdict(body)
    text = json.dumps(body, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()
