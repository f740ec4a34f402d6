"""Whatever the owner creates from here on, the app's role may use but not change the shape of.

Append-only tables take UPDATE and DELETE away again in their own migrations.
"""

from django.conf import settings
from django.db import migrations


def grant(apps, schema_editor):
    role = schema_editor.quote_name(settings.DATABASE_APP_ROLE)
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    ):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True
    run_before = [("contenttypes", "0001_initial"), ("sessions", "0001_initial"), ("auth", "0001_initial")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
