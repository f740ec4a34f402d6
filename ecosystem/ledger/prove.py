"""The ledger's invariants I1, I2, I4, I6 and I8; I3, I5 and I7 can't be broken past their constraints."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "ledger_entry",
    {
        "every transfer sums to zero": """
        SELECT 'transfer', transfer_id, currency, sum(amount_minor) FROM ledger_entry GROUP BY 2, 3 HAVING sum(amount_minor) <> 0""",
        "no account is overdrawn that may not be": """
        SELECT 'account', code FROM ledger_account WHERE NOT may_overdraw AND balance_minor < held_minor""",
        "every balance equals its entries": """
        SELECT 'account', a.code, a.balance_minor, coalesce(sum(e.amount_minor), 0)
        FROM ledger_account a LEFT JOIN ledger_entry e ON e.account_id = a.id GROUP BY a.id HAVING a.balance_minor <> coalesce(sum(e.amount_minor), 0)""",
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
        "all accounts of a currency sum to zero": """
        SELECT currency, sum(balance_minor) FROM ledger_account GROUP BY currency HAVING sum(balance_minor) <> 0""",
        "every entry is in the currency of its account": """
        SELECT 'entry', e.id FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id WHERE a.currency <> e.currency""",
    },
)
