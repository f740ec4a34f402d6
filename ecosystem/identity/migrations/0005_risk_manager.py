"""A risk manager of the bank: validates scorecards, reads what was decided, writes no policy."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0004_large_type"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_has_a_known_role",
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.TextField(
                choices=[
                    ("owner", "Owner"),
                    ("manager", "Manager"),
                    ("clerk", "Clerk"),
                    ("cashier", "Cashier"),
                    ("stock_keeper", "Stock Keeper"),
                    ("buyer", "Buyer"),
                    ("accountant", "Accountant"),
                    ("rider", "Rider"),
                    ("relationship_manager", "Relationship Manager"),
                    ("credit_officer", "Credit Officer"),
                    ("risk_manager", "Risk Manager"),
                    ("operator", "Operator"),
                ]
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "owner",
                            "manager",
                            "clerk",
                            "cashier",
                            "stock_keeper",
                            "buyer",
                            "accountant",
                            "rider",
                            "relationship_manager",
                            "credit_officer",
                            "risk_manager",
                            "operator",
                        ],
                    )
                ),
                name="membership_has_a_known_role",
            ),
        ),
    ]
