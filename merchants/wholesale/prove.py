"""What must hold between the report of a load and the shared orders that it made: those made before it was loaded."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "wholesale_load",
    {
        "what a load took is what its orders and returns are worth": """
        SELECT 'load', w.id FROM wholesale_load w
        WHERE w.taken_minor <> (
            SELECT COALESCE(SUM(o.total_minor + o.freight_minor), 0) FROM procurement_order o
            WHERE o.supplier_id = w.supplier_id AND o.made_at < w.loaded_at)
        - (SELECT COALESCE(SUM(r.value_minor), 0) FROM procurement_return r JOIN procurement_order o ON o.id = r.order_id
            WHERE o.supplier_id = w.supplier_id AND r.made_at < w.loaded_at)""",
        "a load says what became of every line": """
        SELECT 'load', w.id FROM wholesale_load w LEFT JOIN wholesale_tally t ON t.load_id = w.id
        GROUP BY w.id HAVING w.lines <> COALESCE(SUM(t.lines), 0) OR w.taken_minor <> COALESCE(SUM(t.taken_minor), 0)
            OR w.refused_minor <> COALESCE(SUM(t.refused_minor), 0)""",
    },
)
