"""What must hold between pools, their members' deposits in the ledger, and the orders that were placed."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "pools_member",
    {
        "deposits held are members' deposits": """
        SELECT 'member', m.id FROM pools_member m LEFT JOIN ledger_hold h ON h.id = m.hold_id
        LEFT JOIN ledger_account a ON a.id = h.account_id LEFT JOIN shops_shop s ON s.id = m.shop_id
        WHERE (m.deposit = 'held') <> COALESCE(h.status = 'pending', false)
        OR (m.deposit = 'held' AND (h.amount_minor <> m.deposit_minor OR a.party_id <> s.party_id OR a.kind <> 'deposit'))
        OR (m.deposit = 'forfeited') <> COALESCE(h.status = 'posted', false)""",
        "no deposit is held of nobody": """
        SELECT 'hold', h.id FROM ledger_hold h WHERE starts_with(h.key, 'pool/') AND h.status = 'pending'
        AND NOT EXISTS (SELECT FROM pools_member m WHERE m.hold_id = h.id AND m.deposit = 'held')""",
        "a pool counts what its members confirmed": """
        SELECT 'pool', p.id FROM pools_pool p
        WHERE p.status <> 'failed' AND p.confirmed <> (SELECT COALESCE(SUM(m.quantity), 0) FROM pools_member m
            WHERE m.pool_id = p.id AND m.status IN ('confirmed', 'ordered'))""",
        "each member's order is at the pool's price": """
        SELECT 'order', m.order_id FROM pools_member m JOIN pools_pool p ON p.id = m.pool_id
        JOIN procurement_revision r ON r.order_id = m.order_id AND r.number = 1
        JOIN procurement_revisionline l ON l.revision_id = r.id
        WHERE l.unit_minor IS DISTINCT FROM p.unit_minor OR l.quantity <> m.quantity""",
    },
)
