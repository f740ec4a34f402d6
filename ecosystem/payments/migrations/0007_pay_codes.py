import django.db.models.deletion
from django.db import migrations, models

from ecosystem.kernel.sqlfiles import load_sql, revoke


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_roles_at_some_places"),
        ("payments", "0006_acquirers"),
    ]

    operations = [
        migrations.CreateModel(
            name="UsedPayCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(max_length=32)),
                ("amount_minor", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("payer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.party")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("digest",), name="a_pay_code_pays_once")],
            },
        ),
        load_sql(__file__, "pay_codes.sql"),
        revoke("UPDATE, DELETE, TRUNCATE", "payments_usedpaycode"),
    ]
