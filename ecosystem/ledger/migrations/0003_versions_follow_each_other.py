from __future__ import annotations

from django.db import migrations

from ecosystem.kernel.sqlfiles import load_sql


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_books_of_trade")]
    operations = [load_sql(__file__, "chain.sql", undo="DROP FUNCTION ledger_require_chain CASCADE")]
