import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("stack", "0001_roles"),
        ("catalog", "0001_initial"),
        ("identity", "0001_initial"),
        ("places", "0001_initial"),
        ("shops", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Choice",
            fields=[
                (
                    "party",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="+", serialize=False, to="identity.party"
                    ),
                ),
                ("counts", models.BooleanField()),
                ("read", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("read", False)), fields=["party"], name="choice_to_be_read")],
            },
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order_id", models.UUIDField()),
                ("on", models.DateField()),
                (
                    "neighbourhood",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.neighbourhood"),
                ),
                (
                    "party",
                    models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.party"),
                ),
                ("shop", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shops.shop")),
                ("sku", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.sku")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["on"], name="purchase_by_day"),
                    models.Index(fields=["party", "sku"], name="purchase_by_party"),
                ],
                "constraints": [models.UniqueConstraint(fields=("order_id", "sku"), name="an_article_of_an_order_counts_once")],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("neighbours", models.PositiveIntegerField()),
                (
                    "neighbourhood",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.neighbourhood"),
                ),
                ("shop", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shops.shop")),
                ("sku", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.sku")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["neighbourhood", "-neighbours", "sku"], name="tally_by_neighbourhood"),
                    models.Index(fields=["shop", "-neighbours", "sku"], name="tally_by_shop"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("sku", "neighbourhood"), name="an_article_has_one_tally_in_a_neighbourhood"),
                    models.CheckConstraint(condition=models.Q(("neighbours__gt", 0)), name="a_tally_is_of_somebody"),
                ],
            },
        ),
    ]
