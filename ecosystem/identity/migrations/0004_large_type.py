from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_roles_at_some_places")]

    operations = [
        migrations.AddField(model_name="person", name="large_type", field=models.BooleanField(default=False, db_default=False)),
    ]
