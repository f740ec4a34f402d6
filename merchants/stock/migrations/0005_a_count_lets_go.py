"""A count that holds goods still does so until a moment; one that runs already has half a day from now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shops", "0010_what_a_shop_says_at_its_door"),
        ("stock", "0004_frozen_counts"),
    ]

    operations = [
        migrations.AddField(
            model_name="count",
            name="held_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(
            "UPDATE stock_count SET held_until = now() + interval '12 hours' WHERE freezes AND status IN ('counting', 'reviewing')",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="count",
            index=models.Index(condition=models.Q(("held_until__isnull", False)), fields=["held_until"], name="count_holding_shelves"),
        ),
        migrations.AddConstraint(
            model_name="count",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("held_until", None),
                    models.Q(("freezes", True), ("held_until__gt", models.F("started_at")), ("status__in", ["counting", "reviewing"])),
                    _connector="OR",
                ),
                name="only_a_running_count_holds_shelves_still",
            ),
        ),
    ]
