"""Pictures of all open lines: one more table that only grows."""

from django.db import migrations, models

from ecosystem.kernel.sqlfiles import load_sql, revoke


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RiskPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("drawn_at", models.DateTimeField()),
                ("drawn_by", models.TextField()),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("drawn_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="risk_pictures_newest_first",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="risk_picture_has_a_whole_digest"),
                    models.CheckConstraint(condition=models.Q(("drawn_by", ""), _negated=True), name="a_risk_picture_says_who_drew_it"),
                ],
            },
        ),
        load_sql(__file__, "pictures.sql"),
        revoke("UPDATE, DELETE, TRUNCATE", "governance_riskpicture"),
    ]
