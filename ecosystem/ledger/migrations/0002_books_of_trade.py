from __future__ import annotations

from typing import Any

from django.db import migrations

from ecosystem.ledger.rules import SHARDS

BOOKS = ("clearing", "outside", "subsidy", "acquiring")


def open_the_books(apps: Any, schema_editor: Any) -> None:
    """A database that was migrated before these books existed gets them; a new one has them already."""
    account = apps.get_model("ledger", "Account")
    account.objects.bulk_create(
        [
            account(code=f"bank/{book}/{shard:02d}/CNY", kind=f"bank_{book}", currency="CNY", may_overdraw=True)
            for book in BOOKS
            for shard in range(SHARDS)
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(open_the_books, migrations.RunPython.noop)]
