from django.db import migrations

from ecosystem.kernel.sqlfiles import load_sql
from ecosystem.kernel.words import words_of

WRITE = """
INSERT INTO shops_searchdocument (id, shop_id, sku_id, area, words, shown)
SELECT k.id, k.shop_id, k.id, places_area(s.cell), n.words, k.on_sale
FROM unnest(%s::uuid[], %s::text[]) AS n(sku, words) JOIN catalog_sku k ON k.id = n.sku JOIN shops_shop s ON s.id = k.shop_id
"""


def describe_what_is_listed(apps, schema_editor):
    rows = apps.get_model("catalog", "Sku").objects.values_list("pk", "name_zh", "name_en")
    found = [(pk, words_of(zh, en)) for pk, zh, en in rows.iterator(chunk_size=10_000)]
    if found:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(WRITE, [[pk for pk, _ in found], [words for _, words in found]])


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_products_choices_batches"),
        ("shops", "0005_found_by_words"),
    ]

    operations = [
        migrations.RunPython(describe_what_is_listed, migrations.RunPython.noop),
        load_sql(__file__, "search.sql", undo="DROP FUNCTION catalog_show CASCADE"),
    ]
