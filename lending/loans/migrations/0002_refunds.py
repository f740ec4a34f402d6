"""What a supplier gives back repays the draw that paid it."""

from django.db import migrations, models

KINDS = ["draw", "interest", "withheld", "early", "refund"]


class Migration(migrations.Migration):
    dependencies = [("loans", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("loantransaction", "loan_transaction_has_a_known_kind"),
        migrations.AddConstraint(
            "loantransaction", models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="loan_transaction_has_a_known_kind")
        ),
        migrations.AlterField(
            "loantransaction",
            "kind",
            models.TextField(
                choices=[
                    ("draw", "Drawn"),
                    ("interest", "Interest"),
                    ("withheld", "Withheld from a payout"),
                    ("early", "Repaid early"),
                    ("refund", "Given back by a supplier"),
                ]
            ),
        ),
    ]
