from django.db import migrations

from ecosystem.kernel.sqlfiles import load_sql


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [load_sql(__file__, "area.sql", undo="DROP FUNCTION places_area")]
