import django.db.models.deletion
from django.db import migrations, models

import ecosystem.kernel.ids
from ecosystem.kernel.sqlfiles import load_sql, revoke


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_roles_at_some_places"),
        ("payments", "0005_refunds_that_fail"),
    ]

    operations = [
        migrations.CreateModel(
            name="AcquirerCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("acquirer", models.TextField()),
                ("digest", models.BinaryField(max_length=32)),
                ("headers", models.JSONField()),
                ("body", models.TextField()),
                ("fresh", models.BooleanField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                (
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="charge", serialize=False, to="payments.payment"
                    ),
                ),
                ("acquirer", models.TextField()),
                ("merchant_no", models.TextField()),
                ("address", models.TextField(default="")),
                ("reference", models.TextField(default="")),
                ("pay_until", models.DateTimeField()),
                ("close_wanted", models.BooleanField(default=False)),
                ("disputed", models.TextField(default="")),
                ("next_at", models.DateTimeField(null=True)),
                ("asks", models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="SimulatedCall",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("said", models.JSONField()),
                ("due_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("taken_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SimulatedCharge",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                (
                    "status",
                    models.TextField(choices=[("open", "Open"), ("paid", "Paid"), ("refused", "Refused"), ("closed", "Closed")], default="open"),
                ),
                ("manner", models.TextField(default="prompt")),
                ("paid_minor", models.BigIntegerField(default=0)),
                ("pay_until", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SimulatedRefund",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                ("status", models.TextField()),
                ("reason", models.TextField(default="")),
                ("tries", models.PositiveSmallIntegerField(default=1)),
                ("decided_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="payment_has_a_known_status",
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="a_decided_payment_says_when",
        ),
        migrations.RemoveConstraint(
            model_name="refund",
            name="refund_has_a_known_status",
        ),
        migrations.AddField(
            model_name="refund",
            name="asks",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="refund",
            name="decided_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="refund",
            name="next_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="payment",
            name="status",
            field=models.TextField(
                choices=[
                    ("created", "Created"),
                    ("pending", "Pending"),
                    ("unknown", "Unknown"),
                    ("succeeded", "Succeeded"),
                    ("failed", "Failed"),
                    ("closed", "Closed"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="refund",
            name="status",
            field=models.TextField(
                choices=[("requested", "Requested"), ("submitted", "Submitted"), ("succeeded", "Succeeded"), ("failed", "Failed")]
            ),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="refund_on_its_way"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["created", "pending", "unknown", "succeeded", "failed", "closed"])),
                name="payment_has_a_known_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ("created", "pending", "unknown")), ("decided_at__isnull", False), _connector="OR"),
                name="a_decided_payment_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["requested", "submitted", "succeeded", "failed"])), name="refund_has_a_known_status"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("status", "succeeded"), _negated=True), ("next_at", None), _connector="OR"),
                name="a_refund_that_arrived_is_asked_about_no_more",
            ),
        ),
        migrations.AddConstraint(
            model_name="acquirercall",
            constraint=models.UniqueConstraint(fields=("acquirer", "digest"), name="a_call_is_kept_once"),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(condition=models.Q(("next_at__isnull", False)), fields=["next_at"], name="charge_to_ask_about"),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(condition=models.Q(("disputed", ""), _negated=True), fields=["payment"], name="charge_in_dispute"),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(condition=models.Q(("merchant_no", ""), _negated=True), name="a_charge_names_the_merchant"),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True), fields=("acquirer", "reference"), name="an_acquirers_reference_is_of_one_charge"
            ),
        ),
        migrations.AddIndex(
            model_name="simulatedcall",
            index=models.Index(condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="simulated_call_to_make"),
        ),
        migrations.AddConstraint(
            model_name="simulatedcall",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken_at", None), ("due_at", None), _connector="OR"), name="a_call_that_was_taken_is_not_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="simulatedcharge",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "paid", "refused", "closed"])), name="a_simulated_charge_has_a_known_status"
            ),
        ),
        migrations.AddConstraint(
            model_name="simulatedcharge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("paid_minor__gt", 0), ("status", "paid")),
                    models.Q(models.Q(("status", "paid"), _negated=True), ("paid_minor", 0)),
                    _connector="OR",
                ),
                name="only_what_is_paid_brought_something",
            ),
        ),
        migrations.AddField(
            model_name="simulatedrefund",
            name="charge",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="refunds", to="payments.simulatedcharge"),
        ),
        migrations.AddConstraint(
            model_name="simulatedrefund",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "succeeded", "failed"])), name="a_simulated_refund_has_a_known_status"
            ),
        ),
        migrations.AddConstraint(
            model_name="simulatedrefund",
            constraint=models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="a_simulated_refund_is_of_something"),
        ),
        load_sql(__file__, "calls.sql"),
        revoke("UPDATE, DELETE, TRUNCATE", "payments_acquirercall"),
    ]
