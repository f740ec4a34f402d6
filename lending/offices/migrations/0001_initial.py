"""Offices of the bank, their districts, and where businesses are at home."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("stack", "0001_roles"),
        ("audit", "0001_initial"),
        ("identity", "0005_risk_manager"),
    ]

    operations = [
        migrations.CreateModel(
            name="Home",
            fields=[
                (
                    "party",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="+", serialize=False, to="identity.party"
                    ),
                ),
                ("district", models.TextField()),
                ("industry", models.TextField()),
                ("fact_id", models.BigIntegerField()),
                ("placed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["district", "party"], name="homes_by_district")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("district", ""), _negated=True), models.Q(("industry", ""), _negated=True)),
                        name="a_home_says_where_and_what",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Office",
            fields=[
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="+", serialize=False, to="identity.party"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.TextField()),
                ("above", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office")),
            ],
        ),
        migrations.CreateModel(
            name="District",
            fields=[
                ("code", models.TextField(primary_key=True, serialize=False)),
                ("office", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="districts", to="offices.office")),
            ],
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(("above", None), models.Q(("above", models.F("unit")), _negated=True), _connector="OR"),
                name="no_office_is_above_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(condition=models.Q(("opened_by", ""), _negated=True), name="an_office_says_who_opened_it"),
        ),
    ]
