"""Pictures and fairness of an office beside those of the whole bank."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0002_pictures"),
        ("offices", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name=name,
            name="office",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"),
        )
        for name in ("fairnessreport", "riskpicture")
    ]
