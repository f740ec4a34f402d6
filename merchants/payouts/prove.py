"""What must hold between payouts, their entries, their deductions, the rail and the ledger."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "payouts_payout",
    {
        "settlements sum to the payout": """
        SELECT 'payout', p.id FROM payouts_payout p LEFT JOIN settlement_settlement s ON s.payout_id = p.id
        WHERE p.status <> 'rejected' GROUP BY p.id HAVING p.gross_minor <> COALESCE(SUM(s.net_minor), 0) OR p.settlements <> COUNT(s.id)""",
        "nothing is paid out by a payout that was rejected": """
        SELECT 'settlement', s.id FROM settlement_settlement s LEFT JOIN payouts_payout p ON p.id = s.payout_id AND p.status <> 'rejected'
        WHERE s.payout_id IS NOT NULL AND p.id IS NULL""",
        "deductions sum to what was withheld": """
        SELECT 'payout', p.id FROM payouts_payout p LEFT JOIN payouts_deduction d ON d.payout_id = p.id
        GROUP BY p.id HAVING p.withheld_minor <> COALESCE(SUM(d.amount_minor), 0)""",
        "each payout's transfer took its gross": """
        SELECT 'payout', p.id FROM payouts_payout p WHERE NOT EXISTS (
            SELECT 1 FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
            WHERE e.transfer_id = p.transfer_id AND a.kind = 'available' AND e.amount_minor = -(p.gross_minor + p.netted_minor))""",
        "a payout stands where its disbursement does": """
        SELECT 'payout', p.id, p.status, d.status FROM payouts_payout p LEFT JOIN payments_disbursement d ON d.id = p.disbursement_id
        WHERE p.status IN ('approved', 'failed', 'returned') AND NOT COALESCE(d.amount_minor = p.net_minor
            AND CASE p.status WHEN 'approved' THEN d.status IN ('waiting', 'submitted') ELSE d.status = p.status END, FALSE)
        """,
        "what is in clearing is on its way or waits": """
        SELECT 'clearing', waits + sent, booked FROM (
            SELECT COALESCE(SUM(CASE status WHEN 'draft' THEN gross_minor ELSE net_minor END), 0) AS waits FROM payouts_payout
            WHERE status IN ('draft', 'approved', 'failed', 'returned')) p,
            (SELECT COALESCE(SUM(amount_minor), 0) AS sent FROM couriers_remittance WHERE status <> 'succeeded') r,
            (SELECT COALESCE(SUM(balance_minor), 0) AS booked FROM ledger_account WHERE kind = 'bank_clearing') c
        WHERE waits + sent <> booked""",
        "a reserve holds what was kept and not used": """
        SELECT 'party', a.party_id, a.balance_minor FROM ledger_account a LEFT JOIN (
            SELECT h.party_id, SUM(p.reserved_minor) AS kept FROM payouts_payout p JOIN shops_shop h ON h.id = p.shop_id GROUP BY h.party_id) k
            ON k.party_id = a.party_id
        LEFT JOIN (SELECT h.party_id, SUM(r.amount_minor) AS used FROM settlement_recovery r JOIN shops_shop h ON h.id = r.shop_id
            WHERE r.source = 'reserve' GROUP BY h.party_id) u ON u.party_id = a.party_id
        WHERE a.kind = 'reserve' AND a.balance_minor <> COALESCE(k.kept, 0) - COALESCE(u.used, 0)""",
    },
)
