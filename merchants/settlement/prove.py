"""What must hold between settlements and the ledger."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "settlement_settlement",
    {
        "each settlement's transfer credited its net": """
        SELECT 'settlement', s.id FROM settlement_settlement s JOIN shops_shop h ON h.id = s.shop_id
        WHERE s.net_minor <> 0 AND NOT EXISTS (
            SELECT 1 FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
            WHERE e.transfer_id = s.transfer_id AND a.kind = 'available' AND a.party_id = h.party_id AND e.amount_minor = s.net_minor)""",
        "settlements waiting for payout are what is available": """
        SELECT 'shop party', a.party_id, a.balance_minor, COALESCE(w.waiting, 0)
        FROM ledger_account a LEFT JOIN (
            SELECT h.party_id, SUM(s.net_minor) AS waiting FROM settlement_settlement s JOIN shops_shop h ON h.id = s.shop_id
            WHERE s.payout_id IS NULL GROUP BY h.party_id) w ON w.party_id = a.party_id
        WHERE a.kind = 'available' AND a.balance_minor <> COALESCE(w.waiting, 0)""",
    },
)
