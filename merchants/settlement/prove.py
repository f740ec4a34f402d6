"""What must hold between settlements, their lines, what was put up for refunds, and the ledger."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "settlement_settlement",
    {
        "each settlement's transfer credited its net": """
        SELECT 'settlement', s.id FROM settlement_settlement s JOIN shops_shop h ON h.id = s.shop_id
        WHERE s.kind <> 'recovery' AND s.net_minor + s.advanced_minor <> 0 AND NOT EXISTS (
            SELECT 1 FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
            WHERE e.transfer_id = s.transfer_id AND a.kind IN ('available', 'held') AND a.party_id = h.party_id
                AND e.amount_minor = s.net_minor + s.advanced_minor)""",
        "lines sum to their settlement": """
        SELECT 'settlement', s.id FROM settlement_settlement s LEFT JOIN (
            SELECT settlement_id, SUM(base_minor) AS base, SUM(commission_minor) AS commission, SUM(tax_minor) AS tax,
                SUM(subsidy_minor) AS subsidy
            FROM settlement_settlementline GROUP BY settlement_id) l ON l.settlement_id = s.id
        WHERE (s.goods_minor, s.commission_minor, s.commission_tax_minor, s.subsidy_minor)
            IS DISTINCT FROM (COALESCE(l.base, 0), COALESCE(l.commission, 0), COALESCE(l.tax, 0), COALESCE(l.subsidy, 0))""",
        "no more comes back of a sale than it brought": """
        SELECT 'settlement', s.id FROM settlement_settlement s JOIN settlement_settlement r ON r.reversed_from_id = s.id
        GROUP BY s.id HAVING -SUM(r.goods_minor) > s.goods_minor OR -SUM(r.delivery_fee_minor) > s.delivery_fee_minor
            OR -SUM(r.commission_minor) > s.commission_minor OR -SUM(r.acquiring_fee_minor) > s.acquiring_fee_minor
            OR -SUM(r.subsidy_minor) > s.subsidy_minor""",
        "what is available, less what was put up, waits for payout": """
        SELECT 'shop party', a.party_id, a.balance_minor, COALESCE(w.waiting, 0) FROM ledger_account a LEFT JOIN (
            SELECT h.party_id, SUM(s.net_minor) FILTER (WHERE s.payout_id IS NULL) AS waiting, SUM(s.advanced_minor) AS advanced
            FROM settlement_settlement s JOIN shops_shop h ON h.id = s.shop_id
            WHERE s.released_at IS NOT NULL AND (s.payout_id IS NULL OR s.advanced_minor > 0) GROUP BY h.party_id) w ON w.party_id = a.party_id
        LEFT JOIN (SELECT h.party_id, SUM(r.amount_minor) AS recovered FROM settlement_recovery r JOIN shops_shop h ON h.id = r.shop_id
            GROUP BY h.party_id) r ON r.party_id = a.party_id
        WHERE a.kind = 'available' AND a.balance_minor <> COALESCE(w.waiting, 0) + COALESCE(w.advanced, 0) - COALESCE(r.recovered, 0)""",
        "what is held is settled and within its days": """
        SELECT 'shop party', a.party_id, a.balance_minor, COALESCE(w.held, 0) FROM ledger_account a LEFT JOIN (
            SELECT h.party_id, SUM(s.net_minor + s.advanced_minor) AS held FROM settlement_settlement s JOIN shops_shop h ON h.id = s.shop_id
            WHERE s.released_at IS NULL GROUP BY h.party_id) w ON w.party_id = a.party_id
        WHERE a.kind = 'held' AND a.balance_minor <> COALESCE(w.held, 0)""",
        "what was put up and not recovered is the bank's to get": """
        SELECT 'advances', put_up - recovered, -booked FROM
            (SELECT COALESCE(SUM(advanced_minor), 0) AS put_up FROM settlement_settlement) p,
            (SELECT COALESCE(SUM(amount_minor), 0) AS recovered FROM settlement_recovery) r,
            (SELECT COALESCE(SUM(balance_minor), 0) AS booked FROM ledger_account WHERE kind = 'bank_advances') b
        WHERE put_up - recovered <> -booked""",
        "a mandate's use is what was taken by it": """
        SELECT 'shop', h.id FROM shops_shop h
        JOIN (SELECT shop_id, SUM(used_minor) AS used FROM settlement_mandate GROUP BY shop_id) m ON m.shop_id = h.id
        LEFT JOIN (SELECT shop_id, SUM(amount_minor) AS taken FROM settlement_recovery WHERE source = 'mandate' GROUP BY shop_id) r
            ON r.shop_id = h.id
        WHERE m.used <> COALESCE(r.taken, 0)""",
    },
)
