"""Complaints and their answers: an answer stays as it was given."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ecosystem.kernel.ids
from ecosystem.kernel.sqlfiles import load_sql, revoke


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("stack", "0001_roles"),
        ("audit", "0001_initial"),
        ("identity", "0005_risk_manager"),
    ]

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                ("about", models.TextField(choices=[("offer", "Offer"), ("refusal", "Refusal"), ("loan", "Loan"), ("person", "Person")])),
                ("subject_id", models.UUIDField(null=True)),
                ("words", models.TextField()),
                ("filed_at", models.DateTimeField()),
                ("filed_by", models.TextField()),
                ("answer_on", models.DateField()),
                ("late_told_on", models.DateField(null=True)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("reopened_why", models.TextField(blank=True, default="")),
                ("barred", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                (
                    "status",
                    models.TextField(
                        choices=[("waiting", "Waiting"), ("worked", "Worked"), ("proposed", "Proposed"), ("answered", "Answered")], default="waiting"
                    ),
                ),
                ("worked_by", models.TextField(blank=True, default="")),
                ("outcome", models.TextField(blank=True, choices=[("upheld", "Upheld"), ("rejected", "Rejected")], default="")),
                ("remedy", models.TextField(blank=True, choices=[("none", "None"), ("look_again", "Look Again")], default="")),
                ("answer", models.TextField(blank=True, default="")),
                ("grounds", models.TextField(blank=True, default="")),
                ("returned_why", models.TextField(blank=True, default="")),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.party")),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                ("outcome", models.TextField(choices=[("upheld", "Upheld"), ("rejected", "Rejected")])),
                ("remedy", models.TextField(choices=[("none", "None"), ("look_again", "Look Again")])),
                ("answer", models.TextField()),
                ("grounds", models.TextField()),
                ("worked_by", models.TextField()),
                ("decided_by", models.TextField()),
                ("answered_at", models.DateTimeField()),
                ("was_late", models.BooleanField()),
                ("complaint", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="complaints.complaint")),
            ],
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(condition=models.Q(("status", "answered"), _negated=True), fields=["answer_on", "id"], name="open_complaints_by_day"),
        ),
        migrations.AddIndex(
            model_name="complaint",
            index=models.Index(models.F("party"), models.OrderBy(models.F("filed_at"), descending=True), name="complaints_newest_first"),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(("about__in", ["offer", "refusal", "loan", "person"])), name="complaint_is_about_a_known_thing"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["waiting", "worked", "proposed", "answered"])), name="complaint_has_a_known_status"
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number", ""), _negated=True), models.Q(("words", ""), _negated=True), models.Q(("filed_by", ""), _negated=True)
                ),
                name="a_complaint_says_what_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reopened_why", ""), ("round", 1)),
                    models.Q(("round", 2), models.Q(("reopened_why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_complaint_is_reopened_once_and_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("worked_by", ""), models.Q(("status__in", ["worked", "proposed"]), _negated=True)),
                    models.Q(models.Q(("worked_by", ""), _negated=True), ("status__in", ["worked", "proposed"])),
                    _connector="OR",
                ),
                name="a_complaint_that_is_worked_on_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="complaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("outcome", "upheld"),
                        ("remedy", "look_again"),
                        ("status", "proposed"),
                        models.Q(("answer", ""), _negated=True),
                        models.Q(("grounds", ""), _negated=True),
                    ),
                    models.Q(models.Q(("status", "proposed"), _negated=True), ("answer", ""), ("grounds", ""), ("outcome", ""), ("remedy", "")),
                    _connector="OR",
                ),
                name="a_proposed_answer_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("complaint", "round"), name="a_complaint_is_answered_once_a_round"),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(condition=models.Q(("outcome__in", ["upheld", "rejected"])), name="an_answer_upholds_or_rejects"),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("remedy", "none"),
                    models.Q(("outcome", "upheld"), ("remedy", "look_again"), models.Q(("decided_by", models.F("worked_by")), _negated=True)),
                    _connector="OR",
                ),
                name="what_changes_something_is_answered_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), _negated=True),
                    models.Q(("grounds", ""), _negated=True),
                    models.Q(("worked_by", ""), _negated=True),
                    models.Q(("decided_by", ""), _negated=True),
                ),
                name="an_answer_says_what_why_and_by_whom",
            ),
        ),
        load_sql(__file__, "apart.sql"),
        revoke("DELETE, TRUNCATE", "complaints_complaint"),
        revoke("UPDATE, DELETE, TRUNCATE", "complaints_answer"),
    ]
