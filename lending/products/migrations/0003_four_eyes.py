"""Terms that two officers set, and what share of a bad debt is lost. A version is never written over."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import ecosystem.kernel.ids
from ecosystem.kernel.sqlfiles import revoke

# Claims that nothing secures, after the Basel framework (CRE32); a parameter that the bank must confirm.
UNSECURED_LGD_BP = 4_000


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("products", "0002_line"),
    ]

    operations = [
        migrations.AddField("product", "lgd_bp", models.PositiveIntegerField(default=UNSECURED_LGD_BP), preserve_default=False),
        migrations.AddConstraint(
            "product", models.CheckConstraint(condition=Q(("lgd_bp__gt", 0), ("lgd_bp__lte", 10_000)), name="product_loses_a_share")
        ),
        migrations.CreateModel(
            name="TermsProposal",
            fields=[
                ("code", models.TextField()),
                ("annual_rate", models.DecimalField(decimal_places=6, max_digits=9)),
                ("min_principal_minor", models.BigIntegerField()),
                ("max_principal_minor", models.BigIntegerField()),
                ("term_days", models.PositiveIntegerField()),
                ("apr_cap_bp", models.PositiveIntegerField()),
                ("lgd_bp", models.PositiveIntegerField()),
                ("valid_from", models.DateField()),
                ("id", models.UUIDField(default=ecosystem.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("why", models.TextField()),
                (
                    "status",
                    models.TextField(choices=[("waiting", "Waiting"), ("released", "Released"), ("dropped", "Dropped")], default="waiting"),
                ),
                (
                    "product",
                    models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="proposal", to="products.product"),
                ),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.TextField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(("status__in", ["waiting", "released", "dropped"])), name="proposal_has_a_known_status"),
                    models.CheckConstraint(condition=~Q(("why", "")) & ~Q(("proposed_by", "")), name="a_proposal_says_who_and_why"),
                    models.CheckConstraint(
                        condition=Q(("status", "waiting")) | (Q(("decided_at__isnull", False)) & ~Q(("decided_by", ""))),
                        name="a_decided_proposal_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=~Q(("status", "released")) | ~Q(("proposed_by", models.F("decided_by"))), name="terms_are_released_by_another"
                    ),
                    models.CheckConstraint(
                        condition=Q(("product__isnull", False), ("status", "released")) | (~Q(("status", "released")) & Q(("product", None))),
                        name="a_released_proposal_is_a_version",
                    ),
                ],
            },
        ),
        revoke("UPDATE, DELETE, TRUNCATE", "products_product"),
        revoke("DELETE, TRUNCATE", "products_termsproposal"),
    ]
