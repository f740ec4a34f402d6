"""What must hold between the tree and the movements through it."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "limits_limitnode",
    {
        "a node's use and reservations include its children's": """
        SELECT 'node', p.code, p.used_minor, sum(c.used_minor), p.reserved_minor, sum(c.reserved_minor)
        FROM limits_limitnode p JOIN limits_limitnode c ON c.parent_id = p.id
        GROUP BY p.id HAVING p.used_minor <> sum(c.used_minor) OR p.reserved_minor <> sum(c.reserved_minor)""",
        "a facility's use and reservations equal its movements": """
        SELECT 'node', n.code, n.used_minor, n.reserved_minor FROM limits_limitnode n LEFT JOIN limits_limitmove m ON m.node_id = n.id
        WHERE NOT EXISTS (SELECT 1 FROM limits_limitnode c WHERE c.parent_id = n.id)
        GROUP BY n.id
        HAVING n.used_minor <> coalesce(sum(CASE m.act WHEN 'confirm' THEN m.amount_minor WHEN 'release' THEN -m.amount_minor ELSE 0 END), 0)
            OR n.reserved_minor <> coalesce(sum(CASE m.act WHEN 'reserve' THEN m.amount_minor WHEN 'release' THEN 0 ELSE -m.amount_minor END), 0)""",
        "no node is over its limit": """
        SELECT 'node', code FROM limits_limitnode WHERE used_minor + reserved_minor > limit_minor OR used_minor < 0 OR reserved_minor < 0""",
    },
)
