from django.db import migrations

from ecosystem.kernel.sqlfiles import load_sql


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_versions_follow_each_other")]
    operations = [load_sql(__file__, "party_kinds.sql")]
