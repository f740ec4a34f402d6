"""What must hold between the tallies, the purchases that they count, and the orders that those came of."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "neighbours_tally",
    {
        "a tally counts its neighbours": """
        SELECT 'article', COALESCE(t.sku_id, p.sku_id) FROM neighbours_tally t FULL JOIN
            (SELECT neighbourhood_id, sku_id, count(DISTINCT party_id) AS n FROM neighbours_purchase GROUP BY 1, 2) p
            ON p.sku_id = t.sku_id AND p.neighbourhood_id = t.neighbourhood_id
        WHERE t.neighbours IS DISTINCT FROM p.n AND NOT EXISTS
            (SELECT 1 FROM neighbours_purchase gone WHERE gone.party_id IS NULL AND gone.sku_id = COALESCE(t.sku_id, p.sku_id))""",
        "what neighbours bought is of completed orders": """
        SELECT 'order', p.order_id FROM neighbours_purchase p LEFT JOIN orders_order o ON o.id = p.order_id
        WHERE o.status IS DISTINCT FROM 'completed' OR o.shop_id <> p.shop_id OR o.buyer_id <> p.party_id
            OR NOT EXISTS (SELECT 1 FROM orders_line l WHERE l.order_id = p.order_id AND l.sku_id = p.sku_id)""",
    },
)
