"""What must hold between orders, their lines, their payments and their stock."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "orders_order",
    {
        "lines sum to the goods": """
        SELECT 'order', o.id FROM orders_order o LEFT JOIN orders_line l ON l.order_id = o.id
        GROUP BY o.id HAVING o.goods_minor <> COALESCE(SUM(l.gross_minor), 0) OR o.discount_minor <> COALESCE(SUM(l.discount_minor), 0)
            OR o.subsidy_minor <> COALESCE(SUM(l.subsidy_minor), 0)""",
        "an order gives what its promotions say": """
        SELECT 'order', o.id FROM orders_order o JOIN (
            SELECT order_id, SUM(discount_minor) AS discount, SUM(platform_minor + supplier_minor) AS subsidy FROM promotions_use GROUP BY order_id) u
            ON u.order_id = o.id
        WHERE o.channel IN ('code', 'pickup', 'delivery') AND (o.discount_minor, o.subsidy_minor) <> (u.discount, u.subsidy)
            OR o.channel = 'counter' AND (o.discount_minor < u.discount OR o.subsidy_minor <> u.subsidy)""",
        "no funder bears a part of what was paid to the shop itself": """
        SELECT 'order', o.id FROM orders_order o WHERE o.tender IN ('cash', 'tab') AND o.subsidy_minor <> 0""",
        "promotions are held by open orders only": """
        SELECT 'order', o.id FROM orders_order o JOIN promotions_use u ON u.order_id = o.id
        WHERE u.status <> CASE o.status WHEN 'completed' THEN 'kept' WHEN 'closed' THEN 'let_go' WHEN 'cancelled' THEN 'let_go' ELSE 'held' END""",
        "a settled order's subsidy is its settlement's": """
        SELECT 'order', o.id FROM orders_order o JOIN settlement_settlement s ON s.order_id = o.id AND s.kind = 'sale'
        WHERE o.subsidy_minor <> s.subsidy_minor""",
        "a paid order's share of the payment is its total": """
        SELECT 'order', o.id FROM orders_order o LEFT JOIN payments_share s ON s.payment_id = o.payment_id AND s.document_id = o.id
        WHERE o.payment_id IS NOT NULL AND COALESCE(s.amount_minor, 0) <> o.total_minor""",
        "a completed order whose money the bank holds is settled and no other is": """
        SELECT 'order', o.id FROM orders_order o LEFT JOIN settlement_settlement s ON s.order_id = o.id
        WHERE (o.status = 'completed' AND o.tender NOT IN ('cash', 'tab')) <> (s.id IS NOT NULL)""",
        "an order is paid the way its payment says": """
        SELECT 'order', o.id FROM orders_order o JOIN payments_payment p ON p.id = o.payment_id WHERE o.tender <> p.method""",
        "cash goes into drawers, tabs onto tabs, the rest into pending": """
        SELECT 'order', o.id FROM orders_order o JOIN payments_share s ON s.payment_id = o.payment_id AND s.document_id = o.id
        WHERE split_part(s.account, '/', 1) <> CASE o.tender WHEN 'cash' THEN 'drawer' WHEN 'tab' THEN 'tab' ELSE 'pending' END""",
        "a cancelled order has a refund in full, done or on its way": """
        SELECT 'order', o.id FROM orders_order o LEFT JOIN payments_refund r ON r.document_id = o.id AND r.payment_id = o.payment_id
        WHERE o.status = 'cancelled' GROUP BY o.id HAVING o.total_minor <> COALESCE(SUM(r.amount_minor), 0)""",
        "what is over an order's share of a round went back once": """
        SELECT 'order', o.id FROM orders_order o LEFT JOIN payments_refund r ON r.document_id = o.id AND r.reason = 'round_shared'
        WHERE o.round_id IS NOT NULL GROUP BY o.id HAVING o.fee_back_minor <> COALESCE(SUM(r.amount_minor), 0) OR count(r.id) > 1""",
        "what the scale left of what was held went back once": """
        SELECT 'order', o.id FROM orders_order o JOIN (
            SELECT order_id, SUM(margin_minor) AS margin, SUM(weighed_minor) AS change FROM orders_line GROUP BY order_id) l ON l.order_id = o.id
        LEFT JOIN (SELECT document_id, count(*) AS times, SUM(amount_minor) AS back FROM payments_refund WHERE reason = 'weighed'
            GROUP BY document_id) r ON r.document_id = o.id
        WHERE o.margin_minor <> l.margin OR COALESCE(r.back, 0) <> o.weighed_back_minor OR r.times > 1
            OR o.weighed_at IS NOT NULL AND o.weighed_back_minor <> l.margin - l.change""",
        "stock is held for open orders only": """
        SELECT 'order', o.id FROM orders_order o JOIN stock_reservation r ON r.order_id = o.id AND r.status = 'held'
        WHERE o.status IN ('completed', 'closed', 'cancelled')""",
        "a slot is held by orders that did not end without their goods": """
        SELECT 'order', o.id FROM orders_order o LEFT JOIN shops_booking b ON b.order_id = o.id
        WHERE (o.slot_from IS NOT NULL OR b.order_id IS NOT NULL)
            AND (o.slot_from IS NULL OR b.released IS DISTINCT FROM (o.status IN ('closed', 'cancelled')))""",
        "money waits in pending for open orders and for refunds on their way": """
        SELECT 'party', a.party_id, a.balance_minor, COALESCE(o.waiting, 0) + COALESCE(b.waiting, 0) + COALESCE(c.waiting, 0) FROM ledger_account a
        LEFT JOIN (
            SELECT s.party_id, SUM(o.total_minor - o.fee_back_minor - o.weighed_back_minor) AS waiting
            FROM orders_order o JOIN shops_shop s ON s.id = o.shop_id
            WHERE o.status IN ('gathering', 'paid', 'accepted', 'ready', 'out_for_delivery') AND o.tender NOT IN ('cash', 'tab')
            GROUP BY s.party_id) o ON o.party_id = a.party_id
        LEFT JOIN (
            SELECT h.party_id, SUM(t.back - COALESCE(r.given, 0)) AS waiting FROM (
                SELECT order_id, shop_id, -SUM(goods_minor + delivery_fee_minor) AS back FROM settlement_settlement WHERE kind = 'reversal'
                GROUP BY order_id, shop_id) t
            JOIN shops_shop h ON h.id = t.shop_id LEFT JOIN (
                SELECT r.document_id, SUM(r.amount_minor) AS given FROM payments_refund r
                JOIN orders_order o ON o.id = r.document_id AND o.payment_id = r.payment_id
                WHERE r.status = 'succeeded' AND r.reason NOT IN ('round_shared', 'weighed') GROUP BY r.document_id) r ON r.document_id = t.order_id
            GROUP BY h.party_id) b ON b.party_id = a.party_id
        LEFT JOIN (
            SELECT h.party_id, SUM(r.amount_minor) AS waiting FROM payments_refund r JOIN orders_order o ON o.id = r.document_id
            JOIN shops_shop h ON h.id = o.shop_id
            WHERE r.status <> 'succeeded' AND (
                o.status = 'cancelled' OR r.reason IN ('round_shared', 'weighed') OR o.payment_id IS DISTINCT FROM r.payment_id)
            GROUP BY h.party_id) c ON c.party_id = a.party_id
        WHERE a.kind = 'pending' AND a.balance_minor <> COALESCE(o.waiting, 0) + COALESCE(b.waiting, 0) + COALESCE(c.waiting, 0)""",
    },
)
