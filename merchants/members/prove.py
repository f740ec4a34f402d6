"""What must hold between members, their lots and their lines."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "members_member",
    {
        "points are what is left of lots, and what the lines come to": """
        SELECT 'member', m.id, m.points FROM members_member m
        LEFT JOIN (SELECT member_id, SUM("left") AS points FROM members_pointlot GROUP BY member_id) l ON l.member_id = m.id
        LEFT JOIN (SELECT member_id, SUM(points) AS points, COUNT(*) AS lines FROM members_pointentry GROUP BY member_id) e ON e.member_id = m.id
        WHERE (m.points, m.points, m.entry_count) IS DISTINCT FROM
            (COALESCE(l.points, 0)::bigint, COALESCE(e.points, 0)::bigint, COALESCE(e.lines, 0)::integer)""",
        "points are earned by settled sales of the member's shop": """
        SELECT 'lot', t.id FROM members_pointlot t JOIN members_member m ON m.id = t.member_id
        LEFT JOIN orders_order o ON o.id = t.order_id AND o.shop_id = m.shop_id AND o.buyer_id = m.party_id
        LEFT JOIN settlement_settlement s ON s.order_id = t.order_id AND s.kind = 'sale'
        WHERE o.id IS NULL OR s.id IS NULL""",
    },
)
