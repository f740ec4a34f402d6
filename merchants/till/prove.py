"""What must hold between drawers, shifts, sales and the ledger."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "till_shift",
    {
        "a shop's drawers hold what the ledger says": """
        SELECT 'shop party', a.party_id, a.balance_minor, COALESCE(m.held, 0) FROM ledger_account a LEFT JOIN (
            SELECT s.party_id, SUM(c.amount_minor) AS held FROM till_cashmovement c JOIN till_shift t ON t.id = c.shift_id
            JOIN till_drawer d ON d.id = t.drawer_id JOIN shops_shop s ON s.id = d.shop_id GROUP BY s.party_id) m ON m.party_id = a.party_id
        WHERE a.kind = 'drawer' AND a.balance_minor <> COALESCE(m.held, 0)""",
        "cash moved in the ledger as it moved in the drawer": """
        SELECT 'movement', c.id FROM till_cashmovement c WHERE c.amount_minor <> COALESCE((
            SELECT SUM(e.amount_minor) FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
            WHERE e.transfer_id = c.transfer_id AND a.kind = 'drawer'), 0)""",
        "a counted drawer is empty": """
        SELECT 'shift', t.id FROM till_shift t JOIN till_cashmovement c ON c.shift_id = t.id
        WHERE t.status <> 'open' GROUP BY t.id HAVING SUM(c.amount_minor) <> 0""",
        "cash was counted in every closed shift, and the difference moved": """
        SELECT 'shift', t.id FROM till_shift t LEFT JOIN till_count n ON n.shift_id = t.id AND n.tender = 'cash'
        WHERE t.status <> 'open' AND (n.id IS NULL OR n.counted_minor - n.expected_minor <> COALESCE((
            SELECT SUM(c.amount_minor) FROM till_cashmovement c WHERE c.shift_id = t.id AND c.kind = 'difference'), 0))""",
        "each cash sale went into its drawer once": """
        SELECT 'sale', s.order_id FROM till_sale s JOIN orders_order o ON o.id = s.order_id
        LEFT JOIN till_cashmovement c ON c.cause = s.order_id AND c.kind = 'sale'
        WHERE s.tender = 'cash' GROUP BY s.order_id, o.total_minor
        HAVING COUNT(c.id) <> 1 OR COALESCE(SUM(c.amount_minor), 0) <> o.total_minor""",
        "what came back of a sale was refunded": """
        SELECT 'return', r.id FROM till_return r LEFT JOIN payments_refund f ON f.id = r.refund_id
        WHERE f.id IS NULL OR f.amount_minor <> r.amount_minor
            OR r.amount_minor <> (SELECT SUM(l.amount_minor) FROM till_returnline l WHERE l.taken_back_id = r.id)""",
        "what came by static codes lies in its account until it is linked": """
        SELECT 'shop party', a.party_id, a.balance_minor, COALESCE(c.held, 0) FROM ledger_account a LEFT JOIN (
            SELECT s.party_id, SUM(c.amount_minor) AS held FROM till_collection c JOIN shops_shop s ON s.id = c.shop_id
            WHERE c.status = 'received' GROUP BY s.party_id) c ON c.party_id = a.party_id
        WHERE a.kind = 'collected' AND a.balance_minor <> COALESCE(c.held, 0)""",
        "a linked receipt's payment pays what it is linked to": """
        SELECT 'collection', c.id FROM till_collection c LEFT JOIN payments_share s
            ON s.payment_id = c.payment_id AND s.document_id = COALESCE(c.order_id, c.tab_payment_id, c.id)
        WHERE c.status <> 'waiting' AND s.amount_minor IS DISTINCT FROM c.amount_minor""",
    },
)
