"""What must hold between points, their parcels, the orders these are, and what was paid for keeping them."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "points_point",
    {
        "a point's places are its parcels": """
        SELECT 'point', p.id FROM points_point p LEFT JOIN points_parcel c ON c.point_id = p.id AND c.status IN ('expected', 'dropped', 'overdue')
        GROUP BY p.id HAVING p.taken <> count(c.id)""",
        "a parcel is an order that goes to its point": """
        SELECT 'parcel', c.id FROM points_parcel c LEFT JOIN orders_order o ON o.id = c.order_id
        WHERE o.id IS NULL OR (o.point_id, o.shop_id, o.point_fee_minor) IS DISTINCT FROM (c.point_id, c.shop_id, c.fee_minor)""",
        "an order to a point has its parcel": """
        SELECT 'order', o.id FROM orders_order o LEFT JOIN points_parcel c ON c.order_id = o.id WHERE o.point_id IS NOT NULL AND c.id IS NULL""",
        "a parcel stands where its order does": """
        SELECT 'parcel', c.id, c.status, o.status FROM points_parcel c JOIN orders_order o ON o.id = c.order_id
        WHERE c.status = 'left' AND o.status NOT IN ('closed', 'cancelled')
            OR c.status = 'dropped' AND o.status <> 'out_for_delivery'
            OR c.status = 'collected' AND o.status <> 'completed'
            OR c.status IN ('overdue', 'returned') AND o.status <> 'cancelled'
            OR c.status = 'expected' AND o.status IN ('completed', 'closed', 'cancelled')""",
        "a point was paid for what was collected there, once, and for nothing else": """
        SELECT 'parcel', c.order_id, c.paid, s.net FROM (
            SELECT order_id, SUM(fee_minor) FILTER (WHERE status = 'collected') AS paid FROM points_parcel GROUP BY order_id) c
        FULL JOIN (
            SELECT order_id, SUM(net_minor) AS net FROM settlement_settlement WHERE kind = 'parcel' GROUP BY order_id) s ON s.order_id = c.order_id
        WHERE c.paid IS DISTINCT FROM s.net""",
        "what a point gets is its own shop's": """
        SELECT 'settlement', s.id FROM settlement_settlement s JOIN points_parcel c ON c.order_id = s.order_id
        JOIN points_point p ON p.id = c.point_id WHERE s.kind = 'parcel' AND s.shop_id <> p.shop_id""",
    },
)
