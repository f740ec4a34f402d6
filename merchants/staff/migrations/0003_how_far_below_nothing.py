"""Whether a role may sell what no shelf has becomes how far below nothing it may: who might goes on without a limit."""

from django.db import migrations, models

FAR = "ALTER TABLE staff_threshold ALTER below_nothing DROP DEFAULT, ALTER below_nothing DROP NOT NULL, ALTER below_nothing TYPE numeric(14, 3) USING CASE WHEN below_nothing THEN NULL ELSE 0 END"
WHETHER = "ALTER TABLE staff_threshold ALTER below_nothing TYPE boolean USING below_nothing IS DISTINCT FROM 0, ALTER below_nothing SET NOT NULL"


class Migration(migrations.Migration):
    # Purchases wrote this table while it still said whether.
    dependencies = [("staff", "0002_dearer_prices"), ("procurement", "0002_limits_are_the_staffs")]

    operations = [
        migrations.RunSQL(
            FAR,
            WHETHER,
            state_operations=[migrations.AlterField("threshold", "below_nothing", models.DecimalField(decimal_places=3, max_digits=14, null=True))],
        ),
        migrations.AddConstraint(
            "threshold",
            models.CheckConstraint(
                condition=models.Q(below_nothing=None) | models.Q(below_nothing__gte=0), name="below_nothing_threshold_is_not_negative"
            ),
        ),
    ]
