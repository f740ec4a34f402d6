import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from ecosystem.kernel.sqlfiles import load_sql
from ecosystem.kernel.words import words_of

WRITE = """
INSERT INTO shops_searchdocument (id, shop_id, area, words, shown)
SELECT s.id, s.id, places_area(s.cell), n.words, true FROM unnest(%s::uuid[], %s::text[]) AS n(shop, words) JOIN shops_shop s ON s.id = n.shop
"""


def describe_who_is_there(apps, schema_editor):
    from merchants.shops.describing import trade_names

    rows = apps.get_model("shops", "Shop").objects.values_list("pk", "name_zh", "name_en", "category")
    found = [(pk, words_of(zh, en, *trade_names(category))) for pk, zh, en, category in rows]
    if found:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(WRITE, [[pk for pk, _ in found], [words for _, words in found]])


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0002_area"),
        ("shops", "0004_slots"),
    ]

    operations = [
        load_sql(__file__, "search_keys.sql", undo="DROP FUNCTION shops_search_keys; DROP FUNCTION shops_search_key"),
        migrations.RemoveIndex(model_name="shop", name="shop_by_words"),
        migrations.RemoveField(model_name="shop", name="search"),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("sku_id", models.UUIDField(null=True)),
                ("area", models.BigIntegerField()),
                ("words", models.TextField()),
                ("shown", models.BooleanField(default=True)),
                (
                    "shop",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="shops.shop"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("id", models.F("shop")), ("sku_id", None)), ("id", models.F("sku_id")), _connector="OR"),
                        name="a_search_document_is_of_one_thing",
                    )
                ],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        models.Func(
                            "words",
                            "area",
                            function="shops_search_keys",
                            output_field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                        ),
                        condition=models.Q(("shown", True)),
                        gin_pending_list_limit=256,
                        name="search_by_area_and_beginning",
                    )
                ],
            },
        ),
        migrations.RunPython(describe_who_is_there, migrations.RunPython.noop),
    ]
