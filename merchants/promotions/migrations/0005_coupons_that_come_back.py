from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("promotions", "0004_points_and_levels")]
    operations = [
        migrations.AddField("promotion", "comes_back", models.BooleanField(db_default=False, default=False)),
        migrations.AddConstraint(
            "promotion",
            models.CheckConstraint(condition=models.Q(("comes_back", False), ("kind", "coupon"), _connector="OR"), name="only_a_coupon_comes_back"),
        ),
    ]
