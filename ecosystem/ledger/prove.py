"""The ledger's invariants I1, I2, I4 to I8, and that balances are what their entries say; I3 leaves no trace to compare."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "ledger_entry",
    {
        "every transfer sums to zero": """
        SELECT 'transfer', transfer_id, currency, sum(amount_minor) FROM ledger_entry GROUP BY 2, 3 HAVING sum(amount_minor) <> 0""",
        "every transfer has entries": """
        SELECT 'transfer', t.id, t.key FROM ledger_transfer t WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.transfer_id = t.id)""",
        "no account is overdrawn that may not be": """
        SELECT 'account', code FROM ledger_account WHERE NOT may_overdraw AND balance_minor < held_minor""",
        "every balance equals its entries": """
        SELECT 'account', a.code, a.balance_minor, coalesce(sum(e.amount_minor), 0)
        FROM ledger_account a LEFT JOIN ledger_entry e ON e.account_id = a.id
        GROUP BY a.id HAVING a.balance_minor <> coalesce(sum(e.amount_minor), 0)""",
        "versions have no gap and no balance skips": """
        SELECT 'account', account_id, version FROM (
            SELECT account_id, version, balance_after_minor, amount_minor,
                lag(version, 1, 0::bigint) OVER w AS version_before, lag(balance_after_minor, 1, 0::bigint) OVER w AS balance_before
            FROM ledger_entry WINDOW w AS (PARTITION BY account_id ORDER BY version)) chain
        WHERE version <> version_before + 1 OR balance_after_minor <> balance_before + amount_minor""",
        "an account's version counts its entries": """
        SELECT 'account', a.code FROM ledger_account a LEFT JOIN ledger_entry e ON e.account_id = a.id
        GROUP BY a.id HAVING a.version <> count(e.id)""",
        "what is held equals the pending holds": """
        SELECT 'account', a.code FROM ledger_account a LEFT JOIN ledger_hold h ON h.account_id = a.id AND h.status = 'pending'
        GROUP BY a.id HAVING a.held_minor <> coalesce(sum(h.amount_minor), 0)""",
        "a hold was posted once, by its transfer, for what it took": """
        SELECT 'hold', h.id, h.posted_minor FROM ledger_hold h
        LEFT JOIN ledger_entry e ON e.transfer_id = h.transfer_id AND e.account_id = h.account_id
        WHERE h.status = 'posted' AND (h.posted_minor > h.amount_minor OR e.amount_minor IS DISTINCT FROM -h.posted_minor)""",
        "a key belongs to one transfer": """
        SELECT 'key', key, count(*) FROM ledger_transfer GROUP BY key HAVING count(*) > 1""",
        "all accounts of a currency sum to zero": """
        SELECT currency, sum(balance_minor) FROM ledger_account GROUP BY currency HAVING sum(balance_minor) <> 0""",
        "every entry is in the currency of its account": """
        SELECT 'entry', e.id FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id WHERE a.currency <> e.currency""",
    },
)
