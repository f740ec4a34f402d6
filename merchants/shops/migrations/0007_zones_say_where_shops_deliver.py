from django.db import migrations

from ecosystem.kernel.sqlfiles import load_sql


class Migration(migrations.Migration):
    dependencies = [
        ("shops", "0006_delivery_zones"),
    ]

    operations = [
        load_sql(__file__, "zones.sql", undo="DROP FUNCTION shops_bring_to; DROP FUNCTION shops_outline_holds"),
        load_sql(__file__, "around.sql", undo="DROP FUNCTION shops_around"),
        load_sql(__file__, "found.sql", undo="DROP FUNCTION shops_found"),
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
