"""What must hold between tabs, their items, what paid them, and the ledger."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "customers_card",
    {
        "open items sum to the tab": """
        SELECT 'customer', c.id FROM customers_card c LEFT JOIN customers_openitem i ON i.card_id = c.id
        GROUP BY c.id HAVING c.balance_minor <> COALESCE(SUM(i.open_minor), 0)""",
        "what was paid of an item is what is no longer open": """
        SELECT 'item', i.id FROM customers_openitem i LEFT JOIN customers_match m ON m.item_id = i.id
        GROUP BY i.id HAVING i.amount_minor - i.open_minor <> COALESCE(SUM(m.amount_minor), 0)""",
        "a received payment is matched to the fen": """
        SELECT 'payment', p.id FROM customers_tabpayment p LEFT JOIN customers_match m ON m.payment_id = p.id
        GROUP BY p.id HAVING CASE WHEN p.status = 'received' THEN p.amount_minor ELSE 0 END <> COALESCE(SUM(m.amount_minor), 0)""",
        "a shop's tabs are its tab account": """
        SELECT 'shop party', a.party_id, a.balance_minor, COALESCE(t.owed, 0) FROM ledger_account a LEFT JOIN (
            SELECT s.party_id, SUM(c.balance_minor) AS owed FROM customers_card c JOIN shops_shop s ON s.id = c.shop_id
            GROUP BY s.party_id) t ON t.party_id = a.party_id
        WHERE a.kind = 'tab' AND a.balance_minor <> COALESCE(t.owed, 0)""",
        "an open item is a payment by tab": """
        SELECT 'item', i.id FROM customers_openitem i LEFT JOIN payments_payment p ON p.id = i.payment_id AND p.method = 'tab'
        WHERE p.id IS NULL OR p.amount_minor <> i.amount_minor""",
    },
)
