"""The transaction that wrote a row, so that a reader can tell what may still commit behind it.

A sequence number is given out before its transaction commits, so "everything after the last id
I saw" loses rows that commit late. The 64-bit transaction id does not: below
``pg_snapshot_xmin`` every transaction has ended, and what it left is visible.
"""

from __future__ import annotations

from typing import Any

from django.db import models
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


class OldestRunningXid(models.Func):
    """Every transaction before this one has ended, as this statement's snapshot sees it."""

    template = "pg_snapshot_xmin(pg_current_snapshot())"
    arity = 0
    output_field = XidField()
