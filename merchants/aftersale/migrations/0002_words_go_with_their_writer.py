from django.conf import settings
from django.db import migrations

from ecosystem.kernel.sqlfiles import load_sql


def to_the_app_alone(apps, schema_editor):
    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    schema_editor.execute("REVOKE ALL ON FUNCTION aftersale_forget_words(uuid[]) FROM PUBLIC")
    schema_editor.execute(f"GRANT EXECUTE ON FUNCTION aftersale_forget_words(uuid[]) TO {role}")


class Migration(migrations.Migration):
    dependencies = [("aftersale", "0001_initial")]

    operations = [
        load_sql(__file__, "forget_words.sql", undo="DROP FUNCTION aftersale_forget_words(uuid[])"),
        migrations.RunPython(to_the_app_alone, migrations.RunPython.noop),
    ]
