from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portraits", "0001_initial")]

    operations = [
        migrations.AddField(model_name="featuresnapshot", name="guards", field=models.JSONField(default=dict)),
        migrations.AddField(model_name="featuresnapshot", name="left_out", field=models.JSONField(default=dict)),
    ]
