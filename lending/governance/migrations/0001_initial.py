"""Reviews and fairness reports: two tables that only grow."""

from django.db import migrations, models

from ecosystem.kernel.sqlfiles import load_sql, revoke


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("stack", "0001_roles"),
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FairnessReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("drawn_at", models.DateTimeField()),
                ("drawn_by", models.TextField()),
                ("decisions", models.PositiveIntegerField()),
                ("flags", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("drawn_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="fairness_newest_first",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="fairness_report_has_a_whole_digest"),
                    models.CheckConstraint(condition=models.Q(("since__lt", models.F("drawn_at"))), name="a_fairness_report_looks_back"),
                    models.CheckConstraint(condition=models.Q(("drawn_by", ""), _negated=True), name="a_fairness_report_says_who_drew_it"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField(choices=[("scorecard", "Scorecard"), ("policy", "Policy")])),
                ("number", models.PositiveIntegerField()),
                ("is_sound", models.BooleanField()),
                ("note", models.TextField()),
                ("owner", models.TextField(blank=True)),
                ("reviewed_at", models.DateTimeField()),
                ("reviewed_by", models.TextField()),
                ("next_on", models.DateField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("kind"), models.F("number"), models.OrderBy(models.F("reviewed_at"), descending=True), name="reviews_newest_first"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("kind__in", ["scorecard", "policy"])), name="review_is_of_a_known_kind"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("note", ""), _negated=True), models.Q(("reviewed_by", ""), _negated=True)),
                        name="a_review_says_who_and_what",
                    ),
                    models.CheckConstraint(condition=models.Q(("reviewed_by", models.F("owner")), _negated=True), name="nobody_reviews_her_own"),
                ],
            },
        ),
        load_sql(__file__, "append_only.sql"),
        revoke("UPDATE, DELETE, TRUNCATE", "governance_review", "governance_fairnessreport"),
    ]
