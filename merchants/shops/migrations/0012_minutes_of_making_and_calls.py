from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shops", "0011_days_otherwise"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="slot",
            name="a_slot_is_never_less_than_empty",
        ),
        migrations.RemoveConstraint(
            model_name="slotrow",
            name="a_slot_holds_something",
        ),
        migrations.AddField(
            model_name="booking",
            name="minutes",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="slot",
            name="max_minutes",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="slot",
            name="minutes",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="slotrow",
            name="max_minutes",
            field=models.IntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(("items__gte", 0), ("minutes__gte", 0), ("orders__gte", 0)), name="a_slot_is_never_less_than_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="slotrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("max_orders__gte", 0),
                    models.Q(("max_items", None), ("max_items__gte", 1), _connector="OR"),
                    models.Q(("max_minutes", None), ("max_minutes__gte", 1), _connector="OR"),
                ),
                name="a_slot_holds_something",
            ),
        ),
        migrations.AddField(
            model_name="shop",
            name="rings_up",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
