"""What must hold between payments, their shares and their refunds."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "payments_payment",
    {
        "shares sum to the payment": """
        SELECT 'payment', p.id FROM payments_payment p LEFT JOIN payments_share s ON s.payment_id = p.id
        GROUP BY p.id HAVING p.amount_minor <> COALESCE(SUM(s.amount_minor), 0)""",
        "the refund counter equals the refunds": """
        SELECT 'payment', p.id FROM payments_payment p LEFT JOIN payments_refund r ON r.payment_id = p.id AND r.status <> 'failed'
        GROUP BY p.id HAVING p.refund_reserved_minor <> COALESCE(SUM(r.amount_minor), 0)""",
        "a payment's transfer took its amount from the payer": """
        SELECT 'payment', p.id FROM payments_payment p
        WHERE p.status = 'succeeded' AND p.method = 'bank_account' AND NOT EXISTS (
            SELECT 1 FROM ledger_entry e WHERE e.transfer_id = p.transfer_id AND e.amount_minor = -p.amount_minor)""",
        "cash that was paid went into drawers": """
        SELECT 'payment', p.id FROM payments_payment p WHERE p.status = 'succeeded' AND p.method = 'cash' AND p.amount_minor <> COALESCE((
            SELECT SUM(e.amount_minor) FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
            WHERE e.transfer_id = p.transfer_id AND a.kind = 'drawer'), 0)""",
    },
)
