"""What must hold between takings from elsewhere and the facts that claim them."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "takings_taking",
    {
        "a taking from elsewhere is a claim and nothing more": """
        SELECT 'taking', t.id FROM takings_taking t LEFT JOIN feed_factrow f ON f.id = t.fact_id
        WHERE f.kind IS DISTINCT FROM 'trade.takings_claimed' OR f.standing <> 'claimed' OR (f.body->>'amount_minor')::bigint <> t.amount_minor""",
        "what was taken back is corrected in the feed": """
        SELECT 'taking', t.id FROM takings_taking t JOIN takings_statement s ON s.id = t.statement_id
        LEFT JOIN feed_factrow f ON f.id = t.back_fact_id AND f.corrects = t.fact_id
        WHERE (s.status = 'undone') <> (t.back_fact_id IS NOT NULL) OR (t.back_fact_id IS NOT NULL AND f.id IS NULL)""",
        "a statement counts its rows": """
        SELECT 'statement', s.id FROM takings_statement s
        WHERE s.taken <> (SELECT COUNT(*) FROM takings_taking t WHERE t.statement_id = s.id)""",
    },
)
