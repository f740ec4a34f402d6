"""SQL that lives beside the migration that loads it."""

from __future__ import annotations

from pathlib import Path

from django.db import migrations


def load_sql(migration_file: str, name: str, *, undo: str = "") -> migrations.RunSQL:
    """Run ``<room>/sql/<name>`` as one script; ``undo`` reverses it."""
    script = Path(migration_file).resolve().parent.parent / "sql" / name
    return migrations.RunSQL([script.read_text(encoding="utf-8")], reverse_sql=undo or migrations.RunSQL.noop)
