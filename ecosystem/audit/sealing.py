"""Chaining what has been committed, so that no verb waits for another's audit."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast

from ecosystem.kernel.verbs import entry
from ecosystem.kernel.xids import require_forward

from . import rules
from .keys import public_bytes, signing_key
from .models import Act, Seal

BATCH = 2_000
ONE_SEALER = 0x5EA1
COMMITTED = """
SELECT id FROM audit_act
WHERE (xid, id) > (%s::xid8, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY xid, id LIMIT %s
"""


@entry
def seal(*, at: datetime, limit: int = BATCH) -> int:
    """Chain the next committed acts, at most ``limit``, under one signed head; answers how many.

    None while another process seals. Safe to run at any time and twice.
    """
    if not _alone():
        return 0
    last = Seal.objects.order_by("-number").first()
    numbers = _committed_after(last, limit)
    if not numbers:
        if last:
            require_forward(last.last_xid, place="audit.seal")
        return 0
    written = {row.id: row for row in read_written(numbers)}
    rows = [(number, written[number].digest()) for number in numbers]
    _append(last, rows, last_xid=written[numbers[-1]].xid, at=at)
    return len(rows)


def read_written(numbers: list[int]) -> list[rules.Written]:
    found = Act.objects.filter(pk__in=numbers).values_list(
        "id", "at", "actor", "act", "target", Cast("before", TextField()), Cast("after", TextField()), "reason", "xid", "about"
    )
    return [rules.Written(*row) for row in found]


def _append(last: Seal | None, rows: list[tuple[int, bytes]], *, last_xid: int, at: datetime) -> None:
    number = last.number + 1 if last else 1
    sealed_before = last.sealed_before + last.count if last else 0
    previous = bytes(last.head) if last else rules.START
    head = rules.head_of(previous, [digest for _number, digest in rows])
    key = signing_key()
    Seal.objects.create(
        number=number,
        previous=previous,
        head=head,
        rows=rules.packed(rows),
        count=len(rows),
        sealed_before=sealed_before,
        last_xid=last_xid,
        last_id=rows[-1][0],
        signer=public_bytes(key),
        signature=key.sign(rules.statement(number, sealed_before + len(rows), head)),
        at=at,
    )


def _committed_after(last: Seal | None, limit: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(COMMITTED, [str(last.last_xid) if last else "0", last.last_id if last else 0, limit])
        return [number for (number,) in cursor.fetchall()]


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_SEALER])
        return bool(cursor.fetchone()[0])
