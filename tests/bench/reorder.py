"""How long it takes to say what 10,000 articles should be ordered, from 400,000 sales of eight weeks.

The limit is the bare sum of the same sales by article and weekday on a bare connection, in the same run.
"""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter

from tests import databases
from tests.bench import Measure, measured

ARTICLES, SALES_EACH = 10_000, 40
FILL = """
INSERT INTO catalog_product (id, party_id, name_zh, name_en, kind, section_zh, section_en)
SELECT gen_random_uuid(), %(party)s, 'B' || n, 'B' || n, '', '', '' FROM generate_series(1, %(articles)s) n;
INSERT INTO catalog_variant (id, product_id, party_id, code, size, base_unit, sale_unit, purchase_unit, sale_factor, purchase_factor, whole_only)
SELECT gen_random_uuid(), id, party_id, name_en, '', 'piece', 'piece', 'piece', 1, 1, true FROM catalog_product
WHERE party_id = %(party)s AND name_en ~ '^B[0-9]+$';
INSERT INTO catalog_sku (id, shop_id, variant_id, code, name_zh, name_en, kind, section_zh, section_en, size, price_minor, on_sale, version)
SELECT gen_random_uuid(), %(shop)s, id, code, 'x', 'x', '', '', '', '', 500, true, 1 FROM catalog_variant
WHERE party_id = %(party)s AND code ~ '^B[0-9]+$';
INSERT INTO procurement_article (id, supplier_id, code, name_zh, name_en, unit_zh, unit_en, price_minor, moq, multiple, whole,
    lead_days, offered, version)
SELECT gen_random_uuid(), %(supplier)s, code, 'x', 'x', 'x', 'x', 300, 1, 1, true, 2, true, 1 FROM catalog_sku
WHERE shop_id = %(shop)s AND code LIKE 'B%%';
INSERT INTO procurement_source (sku_id, article_id, per_unit, preferred)
SELECT k.id, a.id, 12, true FROM catalog_sku k JOIN procurement_article a USING (code) WHERE k.shop_id = %(shop)s AND a.supplier_id = %(supplier)s;
INSERT INTO stock_level (sku_id, shop_id, on_hand, reserved, safety, backorder_limit, value_minor, unit_cost, allow_negative, tracks_batches)
SELECT id, shop_id, 1, 0, 0, 0, 300, 300, false, false FROM catalog_sku WHERE shop_id = %(shop)s AND code LIKE 'B%%';
INSERT INTO stock_movement (level_id, kind, quantity, on_hand_after, value_minor, value_after_minor, supplier, reason, cause, at)
SELECT l.id, 'sold', -1 - n %% 3, 1, -300, 300, '', '', gen_random_uuid(), %(at)s - n * interval '33 hours'
FROM stock_level l JOIN catalog_sku k ON k.id = l.sku_id AND k.code LIKE 'B%%', generate_series(1, %(sales)s) n WHERE l.shop_id = %(shop)s;
ANALYZE;
"""
BARE = "SELECT level_id, EXTRACT(ISODOW FROM at), sum(quantity) FROM stock_movement WHERE kind = 'sold' GROUP BY 1, 2"


def reorder() -> Measure:
    """What one shop's 10,000 articles need, in one statement."""
    from django.db import connection

    from merchants.procurement.queries import suggestions_for
    from tests import buying
    from tests.cast import MORNING

    town = buying.market()
    sizes = {"articles": ARTICLES, "sales": SALES_EACH}
    values = {"shop": town.shop.pk, "party": town.shop.party_id, "supplier": town.supplier.pk, "at": MORNING - timedelta(hours=12), **sizes}
    with connection.cursor() as cursor:
        for statement in filter(str.strip, FILL.split(";")):
            cursor.execute(statement, values)
    with databases.connect(connection.settings_dict) as bare:
        began = perf_counter()
        bare.execute(BARE).fetchall()
        limit = (perf_counter() - began) * 1000
    began = perf_counter()
    found = suggestions_for(town.shop.pk, at=MORNING)
    value = (perf_counter() - began) * 1000
    connection.close()
    assert len(found) >= ARTICLES
    return measured(value, "ms", limit=limit, sql=1, cpu_ms=None)
