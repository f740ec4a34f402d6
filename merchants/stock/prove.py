"""What must hold between shelves, movements and reservations."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "stock_level",
    {
        "on hand equals the movements": """
        SELECT 'level', l.id FROM stock_level l LEFT JOIN stock_movement m ON m.level_id = l.id
        GROUP BY l.id HAVING l.on_hand <> COALESCE(SUM(m.quantity), 0)""",
        "reserved equals the held reservations": """
        SELECT 'level', l.id FROM stock_level l LEFT JOIN stock_reservation r ON r.level_id = l.id AND r.status = 'held'
        GROUP BY l.id HAVING l.reserved <> COALESCE(SUM(r.quantity), 0)""",
        "the last movement says what is on hand": """
        SELECT 'level', l.id FROM stock_level l
        JOIN LATERAL (SELECT on_hand_after FROM stock_movement m WHERE m.level_id = l.id ORDER BY m.id DESC LIMIT 1) last ON true
        WHERE last.on_hand_after <> l.on_hand""",
    },
)
