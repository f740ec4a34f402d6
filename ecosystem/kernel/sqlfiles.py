"""What migrations say to the database in its own words: a script beside them, and what the application may no longer do."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import migrations


def load_sql(migration_file: str, name: str, *, undo: str = "") -> migrations.RunSQL:
    """Run ``<room>/sql/<name>`` as one script; ``undo`` reverses it."""
    script = Path(migration_file).resolve().parent.parent / "sql" / name
    return migrations.RunSQL([script.read_text(encoding="utf-8")], reverse_sql=undo or migrations.RunSQL.noop)


def revoke(rights: str, *tables: str) -> migrations.RunSQL:
    """Take rights, as ``"UPDATE, DELETE"``, on tables from the application's role: what it writes there stays as it was written."""
    taken = f'REVOKE {rights} ON {", ".join(tables)} FROM "{settings.DATABASE_APP_ROLE}"'
    return migrations.RunSQL([taken], reverse_sql=migrations.RunSQL.noop)
