"""Scorecards, their steps, what they said and how far they drifted: four tables that only grow."""

from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models

from ecosystem.kernel.sqlfiles import load_sql, revoke


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("stack", "0001_roles"),
        ("audit", "0001_initial"),
        ("identity", "0003_roles_at_some_places"),
        ("portraits", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScoringModel",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("population", models.TextField()),
                ("artefact", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("report", models.JSONField()),
                ("report_sha256", models.CharField(max_length=64)),
                ("registered_at", models.DateTimeField()),
                ("registered_by", models.TextField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("report_sha256__regex", "^[0-9a-f]{64}$"), ("sha256__regex", "^[0-9a-f]{64}$")),
                        name="model_has_whole_digests",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("population", ""), _negated=True),
                            models.Q(("registered_by", ""), _negated=True),
                        ),
                        name="model_says_whose_and_of_whom",
                    ),
                    models.UniqueConstraint(fields=("sha256",), name="a_model_is_registered_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoreGiven",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.TextField(choices=[("shadow", "shadow"), ("challenger", "challenger"), ("champion", "champion")])),
                ("points", models.IntegerField()),
                ("log_odds", models.DecimalField(decimal_places=24, max_digits=34)),
                ("bad_bp", models.PositiveIntegerField()),
                ("parts", models.JSONField()),
                ("scored_at", models.DateTimeField()),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.party")),
                ("snapshot", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portraits.featuresnapshot")),
                ("model", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="scoring.scoringmodel")),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("model"),
                        models.OrderBy(models.F("scored_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="scores_newest_first",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("snapshot", "model"), name="a_model_scores_a_portrait_once"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["shadow", "challenger", "champion"])), name="score_was_given_in_a_known_role"
                    ),
                    models.CheckConstraint(condition=models.Q(("bad_bp__lte", 10000)), name="probability_is_no_more_than_the_whole"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ModelStep",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                (
                    "stage",
                    models.TextField(
                        choices=[
                            ("validated", "validated"),
                            ("refused", "refused"),
                            ("shadow", "shadow"),
                            ("challenger", "challenger"),
                            ("champion", "champion"),
                            ("retired", "retired"),
                        ]
                    ),
                ),
                ("share_bp", models.PositiveIntegerField(default=0)),
                ("why", models.TextField()),
                ("taken_at", models.DateTimeField()),
                ("taken_by", models.TextField()),
                ("registered_by", models.TextField()),
                ("model", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="scoring.scoringmodel")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["validated", "refused", "shadow", "challenger", "champion", "retired"])),
                        name="step_has_a_known_stage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage", "validated"), _negated=True),
                            models.Q(("taken_by", models.F("registered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="a_model_is_validated_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("share_bp__gt", 0), ("share_bp__lt", 10000), ("stage", "challenger")),
                            models.Q(models.Q(("stage", "challenger"), _negated=True), ("share_bp", 0)),
                            _connector="OR",
                        ),
                        name="a_challenging_model_has_a_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("why", ""), _negated=True), models.Q(("taken_by", ""), _negated=True)),
                        name="a_step_says_who_and_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DriftReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scores", models.PositiveIntegerField()),
                ("psi", models.DecimalField(decimal_places=6, max_digits=12)),
                ("by_feature", models.JSONField()),
                ("is_alarm", models.BooleanField()),
                ("read_at", models.DateTimeField()),
                ("model", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="scoring.scoringmodel")),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("model"),
                        models.OrderBy(models.F("read_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="drift_newest_first",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_alarm", True), ("psi__gt", Decimal("0.25"))),
                            models.Q(("is_alarm", False), ("psi__lte", Decimal("0.25"))),
                            _connector="OR",
                        ),
                        name="an_alarm_is_a_shift",
                    ),
                    models.CheckConstraint(condition=models.Q(("scores__gt", 0)), name="a_reading_read_something"),
                ],
            },
        ),
        load_sql(__file__, "append_only.sql"),
        revoke("UPDATE, DELETE, TRUNCATE", "scoring_scoringmodel", "scoring_modelstep", "scoring_scoregiven", "scoring_driftreading"),
    ]
