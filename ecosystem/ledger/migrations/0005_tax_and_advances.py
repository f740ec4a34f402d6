from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations

from ecosystem.ledger.rules import SHARDS

BOOKS = ("tax", "advances")


def open_the_books(apps: Any, schema_editor: Any) -> None:
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
    dependencies = [("ledger", "0004_kinds_of_a_party")]
    operations = [
        migrations.RunPython(open_the_books, migrations.RunPython.noop),
        migrations.AddIndex("transfer", BrinIndex(fields=["at"], name="transfer_by_day")),
    ]
