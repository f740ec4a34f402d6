from __future__ import annotations

from django.db import migrations

from ecosystem.kernel.sqlfiles import load_sql


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_acquirers_and_collections")]
    operations = [load_sql(__file__, "opening.sql", undo="DROP FUNCTION ledger_require_empty CASCADE")]
