import django.db.models.deletion
from django.db import migrations, models

import ecosystem.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_roles_at_some_places"),
        ("shops", "0002_suspended"),
        ("till", "0002_more_todos"),
    ]

    operations = [
        migrations.CreateModel(
            name="Collection",
            fields=[
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("amount_minor", models.BigIntegerField()),
                ("note", models.TextField(blank=True)),
                ("status", models.TextField(choices=[("waiting", "under way"), ("received", "not linked yet"), ("linked", "linked")])),
                ("payment_id", models.UUIDField(null=True)),
                ("order_id", models.UUIDField(null=True, unique=True)),
                ("tab_payment_id", models.UUIDField(null=True, unique=True)),
                ("linked_by", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(null=True)),
                ("linked_at", models.DateTimeField(null=True)),
                ("payer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.party")),
                ("shop", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="shops.shop")),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("status", "received")), fields=["shop", "received_at"], name="collection_not_linked")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="collection_is_of_something"),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["waiting", "received", "linked"])), name="collection_has_a_known_status"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "waiting"), models.Q(("payment_id__isnull", False), ("received_at__isnull", False)), _connector="OR"
                        ),
                        name="a_received_collection_was_paid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("linked_at__isnull", False), ("order_id__isnull", False), ("status", "linked"), ("tab_payment_id", None)),
                            models.Q(("linked_at__isnull", False), ("order_id", None), ("status", "linked"), ("tab_payment_id__isnull", False)),
                            models.Q(models.Q(("status", "linked"), _negated=True), ("order_id", None), ("tab_payment_id", None)),
                            _connector="OR",
                        ),
                        name="a_linked_collection_is_for_one_thing",
                    ),
                ],
            },
        ),
    ]
