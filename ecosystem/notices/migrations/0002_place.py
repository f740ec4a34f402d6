from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="place_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("place_id__isnull", False)), fields=["place_id", "-created_at"], name="notice_by_place"),
        ),
    ]
