from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations

from ecosystem.ledger.rules import SHARDS

BOOKS = ("tax", "advances")
# Until now the database knew fewer kinds of a party's account than the rules did.
KINDS = """
ALTER TABLE ledger_account DROP CONSTRAINT account_code_tells_whose_it_is;
ALTER TABLE ledger_account ADD CONSTRAINT account_code_tells_whose_it_is CHECK (
    currency ~ '^[A-Z]{3}$' AND CASE
        WHEN party_id IS NULL THEN kind LIKE 'bank\\_%' AND code ~ ('^bank/' || substr(kind, 6) || '/[0-9]{2}/' || currency || '$')
        ELSE kind IN ('deposit', 'pending', 'held', 'available', 'reserve', 'custody', 'budget', 'drawer')
            AND code = kind || '/' || party_id || '/' || currency
    END);
"""


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
    dependencies = [("ledger", "0003_versions_follow_each_other")]
    operations = [
        migrations.RunSQL(KINDS, migrations.RunSQL.noop),
        migrations.RunPython(open_the_books, migrations.RunPython.noop),
        migrations.AddIndex("transfer", BrinIndex(fields=["at"], name="transfer_by_day")),
    ]
