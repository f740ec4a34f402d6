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
        "an acquirer owes what it took less what it gave back": """
        SELECT 'book', x.balance, x.owed FROM (
            SELECT (SELECT COALESCE(SUM(a.balance_minor), 0) FROM ledger_account a WHERE a.kind = 'bank_acquirer') AS balance,
                (SELECT COALESCE(SUM(p.amount_minor - p.beside_minor), 0) FROM payments_payment p JOIN payments_charge c ON c.payment_id = p.id
                 WHERE p.status = 'succeeded')
                - (SELECT COALESCE(SUM(r.amount_minor - r.beside_minor), 0)
                   FROM payments_refund r JOIN payments_charge c ON c.payment_id = r.payment_id
                   WHERE r.status = 'succeeded' AND r.decided_by = '') AS owed) x
        WHERE x.balance <> -x.owed""",
        "what is paid beside an acquirer sums to its shares": """
        SELECT 'payment', p.id FROM payments_payment p LEFT JOIN payments_share s ON s.payment_id = p.id
        GROUP BY p.id HAVING p.beside_minor <> COALESCE(SUM(s.beside_minor), 0)""",
        "what was given back goes the ways it came": """
        SELECT 'share', s.id FROM payments_share s JOIN payments_refund r ON r.payment_id = s.payment_id AND r.document_id = s.document_id
        WHERE r.status <> 'failed' GROUP BY s.id
        HAVING SUM(r.beside_minor) > s.beside_minor OR SUM(r.amount_minor - r.beside_minor) > s.amount_minor - s.beside_minor""",
        "what is decided is asked about no more": """
        SELECT 'payment', p.id FROM payments_payment p JOIN payments_charge c ON c.payment_id = p.id
        WHERE c.next_at IS NULL AND p.status IN ('created', 'pending', 'unknown')""",
    },
)
