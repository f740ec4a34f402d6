from __future__ import annotations

from typing import Any

from django.db import migrations

from ecosystem.ledger.rules import SHARDS


def open_the_book(apps: Any, schema_editor: Any) -> None:
    account = apps.get_model("ledger", "Account")
    account.objects.bulk_create(
        [account(code=f"bank/courier/{shard:02d}/CNY", kind="bank_courier", currency="CNY", may_overdraw=True) for shard in range(SHARDS)],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_accounts_are_opened_empty")]
    operations = [migrations.RunPython(open_the_book, migrations.RunPython.noop)]
