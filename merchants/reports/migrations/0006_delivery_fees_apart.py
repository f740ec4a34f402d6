from django.db import migrations, models

# Days on which delivery fees stood among what had no rate are worked out anew.
DAYS_WITH_FEES = 'INSERT INTO reports_mark (shop_id, "on") SELECT DISTINCT shop_id, "on" FROM reports_rateday WHERE tax_bp IS NULL'


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_by_rate_of_tax")]
    operations = [
        migrations.AddField("rateday", "is_fee", models.BooleanField(db_default=False, default=False)),
        migrations.RemoveConstraint("rateday", "a_day_has_a_rate_of_tax_once"),
        migrations.AddConstraint(
            "rateday",
            models.UniqueConstraint(fields=("shop", "on", "tax_bp", "is_fee"), name="a_day_has_a_rate_of_tax_once", nulls_distinct=False),
        ),
        migrations.RunSQL(DAYS_WITH_FEES, migrations.RunSQL.noop),
    ]
