"""What must hold between what is on the shelf and what a search finds."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "shops_searchdocument",
    {
        "what is on sale is found, and nothing else": """
        SELECT 'sku', coalesce(k.id, d.sku_id) FROM catalog_sku k
        FULL JOIN (SELECT * FROM shops_searchdocument WHERE sku_id IS NOT NULL) d ON d.sku_id = k.id
        WHERE k.id IS NULL OR (d.shop_id, d.shown) IS DISTINCT FROM (k.shop_id, k.on_sale)""",
        "every shop is found": """
        SELECT 'shop', s.id FROM shops_shop s LEFT JOIN shops_searchdocument d ON d.id = s.id WHERE d.id IS NULL""",
        "what is found is found where its shop is": """
        SELECT 'document', d.id FROM shops_searchdocument d JOIN shops_shop s ON s.id = d.shop_id WHERE d.area <> places_area(s.cell)""",
    },
)
