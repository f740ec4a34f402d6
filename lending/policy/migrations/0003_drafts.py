"""Drafts that one writes and another publishes, plans of what decides when, and policies that only watch."""

import django.db.models.deletion
from django.db import migrations, models

import ecosystem.kernel.ids
from ecosystem.kernel.sqlfiles import load_sql, revoke

KEPT = django.db.models.deletion.PROTECT
POLICY = "policy.policyversion"
Q, F = models.Q, models.F


class Migration(migrations.Migration):
    dependencies = [("policy", "0002_town")]

    operations = [
        migrations.RemoveField(model_name="policyversion", name="effective_from"),
        migrations.AddField(model_name="policyversion", name="drafted_by", field=models.TextField(blank=True, default="")),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.CheckConstraint(condition=~Q(drafted_by=F("published_by")), name="a_policy_is_published_by_another"),
        ),
        migrations.CreateModel(
            name="PolicyPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("champion", models.ForeignKey(on_delete=KEPT, related_name="+", to=POLICY)),
                ("challenger", models.ForeignKey(null=True, on_delete=KEPT, related_name="+", to=POLICY)),
                ("share_bp", models.PositiveIntegerField(default=0)),
                ("shadow", models.ForeignKey(null=True, on_delete=KEPT, related_name="+", to=POLICY)),
                ("from_at", models.DateTimeField()),
                ("why", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
            ],
            options={
                "indexes": [models.Index(F("from_at").desc(), F("id").desc(), name="plans_newest_first")],
                "constraints": [
                    models.CheckConstraint(condition=Q(from_at__gte=F("made_at")), name="a_plan_never_changes_the_past"),
                    models.CheckConstraint(
                        condition=Q(challenger=None, share_bp=0) | Q(challenger__isnull=False, share_bp__gt=0, share_bp__lt=10_000),
                        name="a_challenger_has_a_share",
                    ),
                    models.CheckConstraint(
                        condition=(Q(challenger=None) | ~Q(challenger=F("champion"))) & (Q(shadow=None) | ~Q(shadow=F("champion"))),
                        name="a_plan_compares_different_policies",
                    ),
                    models.CheckConstraint(condition=~Q(why="") & ~Q(made_by=""), name="a_plan_says_who_and_why"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyDraft",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("content", models.JSONField()),
                ("base", models.ForeignKey(null=True, on_delete=KEPT, related_name="+", to=POLICY)),
                ("note", models.TextField()),
                ("status", models.TextField(choices=[("draft", "Draft"), ("published", "Published"), ("discarded", "Discarded")], default="draft")),
                ("version", models.ForeignKey(null=True, on_delete=KEPT, related_name="+", to=POLICY)),
                ("drafted_by", models.TextField()),
                ("drafted_at", models.DateTimeField()),
                ("decided_by", models.TextField(blank=True, default="")),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(F("drafted_at").desc(), name="policy_drafts_newest_first")],
                "constraints": [
                    models.CheckConstraint(condition=Q(status__in=["draft", "published", "discarded"]), name="draft_has_a_known_status"),
                    models.CheckConstraint(
                        condition=Q(status="draft") | (Q(decided_at__isnull=False) & ~Q(decided_by="")), name="a_decided_draft_says_by_whom"
                    ),
                    models.CheckConstraint(condition=~Q(status="published") | ~Q(drafted_by=F("decided_by")), name="a_draft_is_published_by_another"),
                    models.CheckConstraint(
                        condition=Q(status="published", version__isnull=False) | (~Q(status="published") & Q(version=None)),
                        name="a_published_draft_is_a_version",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShadowVerdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decision", models.ForeignKey(on_delete=KEPT, related_name="shadows", to="policy.decision")),
                ("policy", models.ForeignKey(on_delete=KEPT, related_name="+", to=POLICY)),
                ("verdict", models.JSONField()),
                (
                    "outcome",
                    models.TextField(choices=[("approve", "Approve"), ("refer", "Refer"), ("decline", "Decline"), ("failed", "Failed")]),
                ),
                ("limit_minor", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["decision", "policy"], name="a_policy_watches_a_decision_once"),
                    models.CheckConstraint(condition=Q(outcome__in=["approve", "refer", "decline", "failed"]), name="shadow_has_a_known_outcome"),
                ],
            },
        ),
        load_sql(__file__, "plans.sql"),
        revoke("UPDATE, DELETE, TRUNCATE", "policy_policyplan", "policy_shadowverdict"),
        revoke("DELETE, TRUNCATE", "policy_policydraft"),
    ]
