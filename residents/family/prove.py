"""What must hold between arrangements, the orders that were paid under them, and the payments that did."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "family_arrangement",
    {
        "an arrangement counts what was paid under it": """
        SELECT 'arrangement', a.id FROM family_arrangement a LEFT JOIN (
            SELECT arrangement_id, COUNT(*) AS times, SUM(total_minor) AS paid FROM family_familypayment GROUP BY arrangement_id) p
            ON p.arrangement_id = a.id
        WHERE (a.paid_count, a.paid_minor) IS DISTINCT FROM (COALESCE(p.times, 0), COALESCE(p.paid, 0))""",
        "what a relative paid was paid with her money, within what she agreed to, for who asked": """
        SELECT 'order', f.order_id FROM family_familypayment f JOIN family_arrangement a ON a.id = f.arrangement_id
        LEFT JOIN payments_payment p ON p.id = f.payment_id
        LEFT JOIN payments_share s ON s.payment_id = f.payment_id AND s.document_id = f.order_id
        LEFT JOIN orders_order o ON o.id = f.order_id
        WHERE s.amount_minor IS DISTINCT FROM f.total_minor OR p.payer_id IS DISTINCT FROM a.payer_id OR p.method <> 'family'
            OR o.buyer_id IS DISTINCT FROM a.asker_id OR o.tender <> 'family' OR f.at < a.agreed_at OR f.at > a.over_at""",
        "no payment of a relative's is without an arrangement": """
        SELECT 'payment', p.id FROM payments_payment p
        WHERE p.method = 'family' AND NOT EXISTS (SELECT 1 FROM family_familypayment f WHERE f.payment_id = p.id)""",
    },
)
