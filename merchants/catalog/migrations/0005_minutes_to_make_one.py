from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_tax_of_articles"),
        ("shops", "0012_minutes_of_making_and_calls"),
    ]

    operations = [
        migrations.AddField(
            model_name="sku",
            name="make_minutes",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name="sku",
            constraint=models.CheckConstraint(condition=models.Q(("make_minutes__lte", 1440)), name="an_article_is_made_within_a_day"),
        ),
    ]
