"""What must hold between shelves, movements, reservations, batches and the documents that move goods."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "stock_level",
    {
        "on hand equals the movements": """
        SELECT 'level', l.id FROM stock_level l LEFT JOIN stock_movement m ON m.level_id = l.id
        GROUP BY l.id HAVING l.on_hand <> COALESCE(SUM(m.quantity), 0) OR l.value_minor <> COALESCE(SUM(m.value_minor), 0)""",
        "reserved equals the held reservations": """
        SELECT 'level', l.id FROM stock_level l LEFT JOIN stock_reservation r ON r.level_id = l.id AND r.status = 'held'
        GROUP BY l.id HAVING l.reserved <> COALESCE(SUM(r.quantity), 0)""",
        "the last movement says what is on hand": """
        SELECT 'level', l.id FROM stock_level l
        JOIN LATERAL (SELECT on_hand_after, value_after_minor FROM stock_movement m WHERE m.level_id = l.id ORDER BY m.id DESC LIMIT 1) last ON true
        WHERE last.on_hand_after <> l.on_hand OR last.value_after_minor <> l.value_minor""",
        "each movement starts where the one before it ended": """
        SELECT 'movement', id FROM (
            SELECT id, on_hand_after - quantity AS held, value_after_minor - value_minor AS worth,
                lag(on_hand_after, 1, 0) OVER w AS held_before, lag(value_after_minor, 1, 0::bigint) OVER w AS worth_before
            FROM stock_movement WINDOW w AS (PARTITION BY level_id ORDER BY id)) m
        WHERE held <> held_before OR worth <> worth_before""",
        "what an order took left the shelf once": """
        SELECT 'order', r.order_id, r.level_id FROM (
            SELECT order_id, level_id, SUM(quantity) AS taken FROM stock_reservation WHERE status = 'committed' GROUP BY order_id, level_id) r
        LEFT JOIN (SELECT cause, level_id, SUM(quantity) AS moved FROM stock_movement WHERE kind = 'sold' GROUP BY cause, level_id) m
            ON m.cause = r.order_id AND m.level_id = r.level_id
        WHERE r.taken <> -COALESCE(m.moved, 0)""",
        "a receipt's lines sum to its cost": """
        SELECT 'receipt', r.id FROM stock_receipt r LEFT JOIN stock_movement m ON m.cause = r.id AND m.kind = 'received'
        GROUP BY r.id HAVING r.cost_minor + r.landed_minor <> COALESCE(SUM(m.value_minor), 0)""",
        "no more came back than was sold": """
        SELECT 'sale', b.cause, b.level_id FROM (
            SELECT cause, level_id, SUM(quantity) AS back FROM (
                SELECT cause, level_id, quantity FROM stock_movement WHERE kind = 'sale_return'
                UNION ALL SELECT cause, level_id, quantity FROM stock_quarantine WHERE status = 'held') q GROUP BY cause, level_id) b
        LEFT JOIN (SELECT cause, level_id, SUM(quantity) AS sold FROM stock_movement WHERE kind = 'sold' GROUP BY cause, level_id) m
            ON m.cause = b.cause AND m.level_id = b.level_id
        WHERE b.back > -COALESCE(m.sold, 0)""",
    },
)

BATCHES = SqlProof(
    "stock_batch",
    {
        "batches sum to what lies on their shelf": """
        SELECT 'level', l.id FROM stock_level l LEFT JOIN stock_batch b ON b.level_id = l.id
        WHERE l.tracks_batches GROUP BY l.id HAVING l.on_hand <> COALESCE(SUM(b.on_hand), 0)""",
        "a batch equals its movements": """
        SELECT 'batch', b.id FROM stock_batch b LEFT JOIN stock_batchmovement m ON m.batch_id = b.id
        GROUP BY b.id HAVING b.on_hand <> COALESCE(SUM(m.quantity), 0)""",
        "a movement's batches sum to it": """
        SELECT 'movement', m.id FROM stock_batchmovement b JOIN stock_movement m ON m.id = b.movement_id
        GROUP BY m.id HAVING m.quantity <> SUM(b.quantity)""",
    },
)

TRANSFERS = SqlProof(
    "stock_transfer",
    {
        "what left for another shop arrived, came back, was lost or is on its way": """
        SELECT 'transfer', t.id, l.position FROM stock_transfer t JOIN stock_transferline l ON l.transfer_id = t.id
        LEFT JOIN LATERAL (
            SELECT SUM(m.quantity) FILTER (WHERE m.kind = 'transfer_out') AS went, SUM(m.value_minor) FILTER (WHERE m.kind = 'transfer_out') AS worth,
                SUM(m.quantity) FILTER (WHERE m.kind = 'transfer_in' AND s.sku_id = l.to_sku_id) AS came,
                SUM(m.quantity) FILTER (WHERE m.kind = 'transfer_in' AND s.sku_id = l.from_sku_id) AS back
            FROM stock_movement m JOIN stock_level s ON s.id = m.level_id
            WHERE m.cause = t.id AND s.sku_id IN (l.from_sku_id, l.to_sku_id)) m ON true
        WHERE COALESCE(m.came, 0) <> l.received OR COALESCE(m.back, 0) <> l.returned OR -COALESCE(m.worth, 0) <> l.sent_minor
            OR -COALESCE(m.went, 0) <> CASE WHEN t.dispatched_at IS NULL THEN 0 ELSE l.quantity END""",
        "a transfer that ended left nothing on its way": """
        SELECT 'transfer', t.id FROM stock_transfer t JOIN stock_transferline l ON l.transfer_id = t.id
        WHERE t.status = 'received' AND l.quantity <> l.received + l.returned + l.lost
            OR t.status = 'cancelled' AND t.dispatched_at IS NOT NULL AND l.quantity <> l.received + l.returned + l.lost""",
    },
)

COUNTS = SqlProof(
    "stock_count",
    {
        "a posted count moved what it found": """
        SELECT 'count', c.id, l.sku_id FROM stock_count c JOIN stock_countline l ON l.count_id = c.id
        LEFT JOIN LATERAL (
            SELECT SUM(m.quantity) AS moved FROM stock_movement m JOIN stock_level s ON s.id = m.level_id
            WHERE m.cause = c.id AND m.kind IN ('count_gain', 'count_loss') AND s.sku_id = l.sku_id) m ON true
        WHERE COALESCE(m.moved, 0) <> CASE WHEN c.status = 'posted' THEN COALESCE(l.difference, 0) ELSE 0 END""",
    },
)
PROOFS = {"stock": PROOF, "stock batches": BATCHES, "stock counts": COUNTS, "stock transfers": TRANSFERS}
