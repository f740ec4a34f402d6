from django.db import migrations, models

# Every day is worked out anew with its people.
MARKED = 'INSERT INTO reports_mark (shop_id, "on") SELECT shop_id, "on" FROM reports_day'


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_health"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="part", name="a_part_has_a_known_dimension"),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.CheckConstraint(
                condition=models.Q(("dimension__in", ["channel", "tender", "hour", "staff"])), name="a_part_has_a_known_dimension"
            ),
        ),
        migrations.RunSQL(MARKED, migrations.RunSQL.noop),
    ]
