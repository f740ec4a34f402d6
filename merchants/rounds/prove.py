"""What must hold between rounds, their seats, and the orders these are."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "rounds_round",
    {
        "a round's counts are its seats": """
        SELECT 'round', r.id FROM rounds_round r LEFT JOIN rounds_seat s ON s.round_id = r.id AND s.status <> 'left'
        GROUP BY r.id HAVING r.seats_taken <> count(s.id) OR r.seats_paid <> count(s.id) FILTER (WHERE s.status = 'paid')""",
        "the shares of a closed round and what its shops do without are its fee": """
        SELECT 'round', r.id FROM rounds_round r LEFT JOIN rounds_seat s ON s.round_id = r.id
        GROUP BY r.id HAVING COALESCE(SUM(s.share_minor), 0) <> CASE r.status WHEN 'closed' THEN r.fee_minor - r.borne_minor ELSE 0 END
            OR r.status = 'closed' AND count(s.share_minor) <> r.seats_paid""",
        "shares of a round differ by a fen at most": """
        SELECT 'round', s.round_id FROM rounds_seat s GROUP BY s.round_id HAVING MAX(s.share_minor) - MIN(s.share_minor) > 1""",
        "a seat in a round is an order of its buyer from its shop": """
        SELECT 'seat', s.id FROM rounds_seat s LEFT JOIN orders_order o ON o.id = s.order_id
        WHERE o.id IS NULL
            OR (o.round_id, o.buyer_id, o.shop_id, o.delivery_fee_minor) IS DISTINCT FROM (s.round_id, s.buyer_id, s.shop_id, s.paid_minor)""",
        "an order in a round has its seat": """
        SELECT 'order', o.id FROM orders_order o LEFT JOIN rounds_seat s ON s.order_id = o.id WHERE o.round_id IS NOT NULL AND s.id IS NULL""",
        "a shop brings only what comes with rounds it serves": """
        SELECT 'seat', s.id FROM rounds_seat s LEFT JOIN rounds_serving v ON v.round_id = s.round_id AND v.shop_id = s.shop_id
        WHERE v.id IS NULL AND s.status <> 'left'""",
        "an order pays its share of a round and no more": """
        SELECT 'order', o.id FROM orders_order o JOIN rounds_seat s ON s.order_id = o.id
        WHERE o.status IN ('accepted', 'ready', 'out_for_delivery', 'completed')
            AND o.delivery_fee_minor - o.fee_back_minor IS DISTINCT FROM s.share_minor""",
        "goods leave for closed rounds alone": """
        SELECT 'order', o.id FROM orders_order o JOIN rounds_round r ON r.id = o.round_id
        WHERE r.status <> 'closed' AND o.status IN ('paid', 'accepted', 'ready', 'out_for_delivery', 'completed')""",
    },
)
