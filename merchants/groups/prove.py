"""What must hold between groups, their seats, and the orders these are."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "groups_group",
    {
        "a group's counts are its seats": """
        SELECT 'group', g.id FROM groups_group g LEFT JOIN groups_seat s ON s.group_id = g.id AND s.status <> 'left'
        GROUP BY g.id HAVING g.seats_taken <> count(s.id) OR g.seats_paid <> count(s.id) FILTER (WHERE s.status = 'paid')""",
        "a seat is an order of its buyer in its group": """
        SELECT 'seat', s.id FROM groups_seat s LEFT JOIN orders_order o ON o.id = s.order_id
        WHERE o.id IS NULL OR o.group_id IS DISTINCT FROM s.group_id OR o.buyer_id IS DISTINCT FROM s.buyer_id""",
        "an order in a group has its seat": """
        SELECT 'order', o.id FROM orders_order o LEFT JOIN groups_seat s ON s.order_id = o.id WHERE o.group_id IS NOT NULL AND s.id IS NULL""",
        "a seat is paid when its order was": """
        SELECT 'seat', s.id FROM groups_seat s JOIN orders_order o ON o.id = s.order_id
        WHERE (s.paid_at IS NOT NULL) <> (o.paid_at IS NOT NULL)
            OR s.status = 'held' AND o.status <> 'pending_payment' OR s.status = 'left' AND o.status NOT IN ('closed', 'cancelled')""",
        "nobody in a group pays more than its price": """
        SELECT 'order', o.id FROM orders_order o JOIN groups_group g ON g.id = o.group_id WHERE o.total_minor > g.price_minor""",
        "goods leave for filled groups alone": """
        SELECT 'order', o.id FROM orders_order o JOIN groups_group g ON g.id = o.group_id
        WHERE g.status <> 'succeeded' AND o.status IN ('paid', 'accepted', 'ready', 'out_for_delivery', 'completed')""",
    },
)
