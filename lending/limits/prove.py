"""What must hold between the tree and the movements through it."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "limits_limitnode",
    {
        "a node's use and reservations include its children's": """
        SELECT 'node', p.code, p.used_minor, sum(c.used_minor), p.reserved_minor, sum(c.reserved_minor)
        FROM limits_limitnode p JOIN limits_limitnode c ON c.parent_id = p.id
        GROUP BY p.id HAVING p.used_minor <> sum(c.used_minor) OR p.reserved_minor <> sum(c.reserved_minor)""",
        "every node's use and reservations equal the movements at and below it": """
        SELECT 'node', n.code, n.used_minor, n.reserved_minor FROM limits_limitnode n
        LEFT JOIN limits_limitnode b ON n.id = ANY (b.path) LEFT JOIN limits_limitmove m ON m.node_id = b.id
        GROUP BY n.id
        HAVING n.used_minor <> coalesce(sum(CASE m.act WHEN 'confirm' THEN m.amount_minor WHEN 'release' THEN -m.amount_minor ELSE 0 END), 0)
            OR n.reserved_minor <> coalesce(sum(CASE m.act WHEN 'reserve' THEN m.amount_minor WHEN 'release' THEN 0 ELSE -m.amount_minor END), 0)""",
        "no node is over its limit, except where it was cut": """
        SELECT 'node', code FROM limits_limitnode
        WHERE (used_minor + reserved_minor > limit_minor AND over_at IS NULL) OR used_minor < 0 OR reserved_minor < 0""",
        "a path is the parent's and the node": """
        SELECT 'node', n.code FROM limits_limitnode n LEFT JOIN limits_limitnode p ON p.id = n.parent_id
        WHERE n.path <> coalesce(p.path, '{}') || n.id""",
        "a node is frozen while a reason stands": """
        SELECT 'node', n.code FROM limits_limitnode n
        WHERE (n.frozen_at IS NULL) = EXISTS (SELECT 1 FROM limits_limitfreeze f WHERE f.node_id = n.id AND f.lifted_at IS NULL)""",
    },
)
