import django.db.models.deletion
from django.db import migrations, models

import ecosystem.kernel.ids
from ecosystem.kernel.sqlfiles import load_sql, revoke


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0003_method_fee"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("source", models.TextField()),
                ("on", models.DateField()),
                ("against", models.TextField()),
                ("kind", models.TextField()),
                ("ours_id", models.UUIDField()),
                (
                    "difference",
                    models.TextField(choices=[("ours_only", "Ours Only"), ("theirs_only", "Theirs Only"), ("amount", "Amount"), ("state", "State")]),
                ),
                ("ours_minor", models.BigIntegerField(null=True)),
                ("theirs_minor", models.BigIntegerField(null=True)),
                ("ours_state", models.TextField(default="")),
                ("theirs_state", models.TextField(default="")),
                (
                    "status",
                    models.TextField(
                        choices=[("open", "Open"), ("resolved", "Resolved"), ("explained", "Explained"), ("waived", "Waived")], default="open"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("reason", models.TextField(default="")),
                ("asked_by", models.TextField(default="")),
                ("decided_by", models.TextField(default="")),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("status", "open")), fields=["on"], name="case_that_is_open")],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "on", "against", "kind", "ours_id", "difference"), name="a_difference_opens_one_case"),
                    models.CheckConstraint(condition=models.Q(("against__in", ["file", "ledger"])), name="a_case_is_against_a_file_or_the_ledger"),
                    models.CheckConstraint(
                        condition=models.Q(("difference__in", ["ours_only", "theirs_only", "amount", "state"])), name="a_case_is_of_four_differences"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "resolved", "explained", "waived"])), name="a_case_has_a_known_status"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status", "open"), ("decided_at__isnull", False), _connector="OR"), name="a_decided_case_says_when"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["explained", "waived"]), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="a_decided_case_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "waived"), _negated=True),
                            models.Q(models.Q(("asked_by", ""), _negated=True), models.Q(("asked_by", models.F("decided_by")), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_case_is_waived_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Day",
            fields=[
                ("on", models.DateField(primary_key=True, serialize=False)),
                ("closed_by", models.TextField()),
                ("closed_at", models.DateTimeField()),
                ("compared", models.PositiveIntegerField()),
                ("cases", models.PositiveIntegerField()),
                ("waived", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("waived__lte", models.F("cases"))), name="no_more_is_waived_than_differs")
                ],
            },
        ),
        migrations.CreateModel(
            name="Disbursement",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("port", models.TextField()),
                ("document_id", models.UUIDField()),
                ("rail", models.TextField()),
                ("bank_code", models.TextField()),
                ("account_no", models.TextField()),
                ("holder", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("submitted", "Submitted"),
                            ("succeeded", "Succeeded"),
                            ("failed", "Failed"),
                            ("returned", "Returned"),
                        ]
                    ),
                ),
                ("reference", models.TextField(default="")),
                ("reason", models.TextField(default="")),
                ("created_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("returned_at", models.DateTimeField(null=True)),
                ("transfer_id", models.UUIDField(null=True)),
                ("return_transfer_id", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["document_id"], name="disbursement_by_document"),
                    models.Index(
                        condition=models.Q(("status__in", ["waiting", "submitted"])), fields=["status", "created_at"], name="disbursement_on_its_way"
                    ),
                    models.Index(fields=["rail", "submitted_at"], name="disbursement_by_rail_and_day"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="disbursement_is_of_something"),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["waiting", "submitted", "succeeded", "failed", "returned"])),
                        name="disbursement_has_a_known_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status", "waiting"), ("submitted_at__isnull", False), _connector="OR"),
                        name="a_rail_answers_what_it_was_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["succeeded", "returned"]), _negated=True),
                            models.Q(("decided_at__isnull", False), ("transfer_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="money_that_left_has_a_transfer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "returned"), _negated=True),
                            models.Q(("return_transfer_id__isnull", False), ("returned_at__gte", models.F("decided_at"))),
                            _connector="OR",
                        ),
                        name="money_that_came_back_has_a_transfer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("waiting", "submitted", "succeeded"))),
                        fields=("port", "document_id"),
                        name="a_document_is_paid_out_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.TextField()),
                ("on", models.DateField()),
                ("digest", models.BinaryField(max_length=32)),
                ("lines", models.PositiveIntegerField()),
                ("read_by", models.TextField()),
                ("read_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("source", "on"), name="one_file_a_source_and_day")],
            },
        ),
        migrations.CreateModel(
            name="RailAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("status", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("reference", models.TextField(default="")),
                ("reason", models.TextField(default="")),
                ("taken", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("disbursement", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="payments.disbursement")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("disbursement", "status", "amount_minor", "reference"), name="an_answer_is_kept_once"),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["accepted", "succeeded", "failed", "returned"])), name="an_answer_has_a_known_status"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("kind", models.TextField()),
                ("ours_id", models.UUIDField()),
                ("amount_minor", models.BigIntegerField()),
                ("state", models.TextField()),
                ("theirs", models.TextField(default="")),
                (
                    "statement",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="payments.statement"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("statement", "number"), name="lines_of_a_file_are_numbered"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("payment", "refund", "payout"))), name="statement_line_is_of_a_known_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["succeeded", "failed", "returned"])), name="statement_line_has_a_known_state"
                    ),
                ],
            },
        ),
        load_sql(__file__, "append_only.sql"),
        revoke("UPDATE, DELETE, TRUNCATE", "payments_railanswer", "payments_statementline"),
    ]
