"""What must hold between the feed and the books."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "feed_factrow",
    {
        "every settled fact is matched to a transfer": """
        SELECT 'fact', f.id, f.kind, f.transfer_id FROM feed_factrow f
        WHERE f.standing = 'settled' AND NOT EXISTS (SELECT FROM ledger_transfer t WHERE t.id = f.transfer_id)""",
        "every correction names an earlier fact of its own": """
        SELECT 'fact', c.id, c.corrects FROM feed_factrow c LEFT JOIN feed_factrow f ON f.id = c.corrects
        WHERE c.corrects IS NOT NULL AND (f.id IS NULL OR f.id >= c.id OR (f.source, f.kind, f.about) <> (c.source, c.kind, c.about))""",
    },
)
