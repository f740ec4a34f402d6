from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("periods", "0002_taxpayers")]
    operations = [
        migrations.AddField("taxpayer", "delivery_bp", models.PositiveSmallIntegerField(null=True)),
        migrations.AddConstraint(
            "taxpayer",
            models.CheckConstraint(
                condition=models.Q(("delivery_bp", None), ("delivery_bp__lte", 5000), _connector="OR"),
                name="tax_on_delivery_is_less_than_half",
            ),
        ),
    ]
