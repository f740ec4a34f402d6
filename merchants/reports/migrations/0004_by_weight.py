from django.db import migrations

from ecosystem.kernel.sqlfiles import load_sql


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0013_weighed"),
        ("reports", "0003_by_person"),
    ]

    operations = [load_sql(__file__, "weighed.sql")]
