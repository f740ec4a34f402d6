import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("stack", "0001_roles"),
        ("identity", "0001_initial"),
        ("shops", "0005_found_by_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="Favourite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kept_at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.party"),
                ),
                ("shop", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("party", "shop"), name="a_shop_is_kept_once")],
            },
        ),
    ]
