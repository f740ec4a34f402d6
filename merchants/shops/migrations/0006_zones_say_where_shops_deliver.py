from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("shops", "0005_delivery_zones"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="shop",
            name="shop_asks_no_negative_amounts",
        ),
        migrations.RemoveConstraint(
            model_name="shop",
            name="shop_delivers_somewhere",
        ),
        migrations.RemoveField(
            model_name="shop",
            name="delivers",
        ),
        migrations.RemoveField(
            model_name="shop",
            name="delivery_fee_minor",
        ),
        migrations.RemoveField(
            model_name="shop",
            name="delivery_radius_m",
        ),
        migrations.RemoveField(
            model_name="shop",
            name="min_order_minor",
        ),
    ]
