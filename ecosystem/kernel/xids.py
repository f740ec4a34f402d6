"""The transaction that wrote a row, so that a reader can tell what may still commit behind it.

A sequence number is given out before its transaction commits, so "everything after the last id
I saw" loses rows that commit late. The 64-bit transaction id does not: below
``pg_snapshot_xmin`` every transaction has ended, and what it left is visible.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper


class XidField(models.BigIntegerField):  # type: ignore[type-arg]
    """PostgreSQL's ``xid8``: a transaction id that never wraps around; ``int`` in Python."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "xid8"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        # Text, because PostgreSQL has no cast from a number to xid8.
        return None if value is None else str(int(value))

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> int | None:
        return None if value is None else int(value)


class CurrentXid(models.Func):
    """The transaction that runs this statement."""

    function = "pg_current_xact_id"
    arity = 0
    output_field = XidField()


class TransactionIdsWentBack(RuntimeError):
    """The database's counter is behind a place that a reader has reached, as after restoring a dump into a new cluster.

    What is written from now on would sort before what was read, and be missed. Stop the new
    cluster and raise its counter above the old one's: ``pg_resetwal --epoch``.
    """


def require_forward(xid: int, *, place: str) -> None:
    """Raise ``TransactionIdsWentBack`` unless the database has gone on since ``xid``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot()) > %s::xid8", [str(xid)])
        if not cursor.fetchone()[0]:
            raise TransactionIdsWentBack(place)
