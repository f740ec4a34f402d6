"""What must hold between payouts, their settlements, their deductions and the ledger."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "payouts_payout",
    {
        "settlements sum to the payout": """
        SELECT 'payout', p.id FROM payouts_payout p LEFT JOIN settlement_settlement s ON s.payout_id = p.id
        GROUP BY p.id HAVING p.gross_minor <> COALESCE(SUM(s.net_minor), 0) OR p.settlements <> COUNT(s.id)""",
        "deductions sum to what was withheld": """
        SELECT 'payout', p.id FROM payouts_payout p LEFT JOIN payouts_deduction d ON d.payout_id = p.id
        GROUP BY p.id HAVING p.withheld_minor <> COALESCE(SUM(d.amount_minor), 0)""",
        "each payout's transfer took its gross": """
        SELECT 'payout', p.id FROM payouts_payout p WHERE NOT EXISTS (
            SELECT 1 FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
            WHERE e.transfer_id = p.transfer_id AND a.kind = 'available' AND e.amount_minor = -p.gross_minor)""",
    },
)
