"""What must hold between what is set aside for purchases, the limits and the loan book."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "earmarks_earmark",
    {
        "what is reserved of a line is what is set aside for its purchases": """
        SELECT 'limit', n.code, n.reserved_minor, coalesce(sum(e.aside_minor), 0) FROM limits_limitnode n
        LEFT JOIN earmarks_earmark e ON e.limit_node_id = n.id WHERE n.kind = 'facility'
        GROUP BY n.id HAVING n.reserved_minor <> coalesce(sum(e.aside_minor), 0)""",
        "each earmark has its one reservation": """
        SELECT 'earmark', e.id, e.aside_minor FROM earmarks_earmark e
        LEFT JOIN limits_limitmove r ON r.act = 'reserve' AND r.key = 'earmark/' || e.id || '/' || e.turn
        LEFT JOIN limits_limitmove d ON d.key = r.key AND d.act IN ('confirm', 'cancel', 'expire')
        WHERE e.aside_minor <> CASE WHEN d.id IS NULL THEN coalesce(r.amount_minor, 0) ELSE 0 END""",
        "what was handed over was drawn, by the payment that it was for": """
        SELECT 'handed over', h.id FROM earmarks_earmarkdraw h LEFT JOIN loans_draw d ON d.id = h.draw_id
        LEFT JOIN payments_payment p ON p.id = h.payment_id
        WHERE d.principal_minor IS DISTINCT FROM h.amount_minor OR p.amount_minor IS DISTINCT FROM h.amount_minor OR p.method <> 'line'
            OR NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.transfer_id = p.transfer_id AND e.amount_minor = -h.amount_minor)""",
        "a payment from a line is a draw": """
        SELECT 'payment', p.id FROM payments_payment p LEFT JOIN earmarks_earmarkdraw h ON h.payment_id = p.id
        WHERE p.method = 'line' AND p.status = 'succeeded' AND h.id IS NULL""",
    },
)
