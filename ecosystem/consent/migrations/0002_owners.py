import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ecosystem.kernel.ids
from ecosystem.kernel.sqlfiles import load_sql, revoke


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("consent", "0001_initial"),
        ("identity", "0005_risk_manager"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("purpose", models.TextField(blank=True, default="")),
                ("quorum", models.PositiveSmallIntegerField(null=True)),
                ("text_sha256", models.CharField(blank=True, default="", max_length=64)),
                ("until", models.DateTimeField(null=True)),
                ("proposed_at", models.DateTimeField()),
                ("status", models.TextField(choices=[("open", "Open"), ("met", "Met"), ("dropped", "Dropped")], default="open")),
                ("decided_at", models.DateTimeField(null=True)),
                ("grant", models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="proposal", to="consent.grant")),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="identity.party")),
                ("proposed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("proposal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="consent.proposal")),
            ],
        ),
        migrations.CreateModel(
            name="Quorum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("needed", models.PositiveSmallIntegerField()),
                ("set_at", models.DateTimeField()),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.party")),
                ("set_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")), fields=("party", "purpose"), name="one_proposal_waits_per_purpose"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("purpose", ""), ("quorum__gte", 1), ("until", None)),
                    models.Q(models.Q(("purpose", ""), _negated=True), ("quorum", None), ("until__isnull", False)),
                    _connector="OR",
                ),
                name="a_proposal_is_for_a_consent_or_a_quorum",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("status", "open")),
                    models.Q(("decided_at__isnull", False), ("status__in", ["met", "dropped"])),
                    _connector="OR",
                ),
                name="a_decided_proposal_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("grant", None), ("status", "met"), _connector="OR"), name="a_grant_follows_from_what_was_met"
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(fields=("proposal", "person"), name="an_owner_approves_once"),
        ),
        migrations.AddIndex(
            model_name="quorum",
            index=models.Index(models.F("party"), models.OrderBy(models.F("id"), descending=True), name="quorums_newest_first"),
        ),
        migrations.AddConstraint(
            model_name="quorum",
            constraint=models.CheckConstraint(condition=models.Q(("needed__gte", 1)), name="a_quorum_is_somebody"),
        ),
        load_sql(__file__, "owners.sql"),
        revoke("UPDATE, DELETE, TRUNCATE", "consent_quorum", "consent_approval"),
        revoke("DELETE, TRUNCATE", "consent_proposal"),
    ]
