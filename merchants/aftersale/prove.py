"""What must hold between cases, their lines, the order's tallies, settlements and refunds."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "aftersale_case",
    {
        "what is claimed of a line is in cases that stand": """
        SELECT 'line', t.line_id FROM aftersale_tally t LEFT JOIN (
            SELECT l.line_id, SUM(l.quantity) AS quantity FROM aftersale_caseline l JOIN aftersale_case c ON c.id = l.case_id
            WHERE c.status NOT IN ('withdrawn', 'declined') GROUP BY l.line_id) s ON s.line_id = t.line_id
        WHERE t.claimed <> COALESCE(s.quantity, 0)""",
        "what was granted of a line is in cases that gave money back": """
        SELECT 'line', t.line_id FROM aftersale_tally t LEFT JOIN (
            SELECT l.line_id, SUM(l.quantity) AS quantity, SUM(l.amount_minor) AS amount
            FROM aftersale_caseline l JOIN aftersale_case c ON c.id = l.case_id
            WHERE c.status IN ('refunding', 'done') GROUP BY l.line_id) s ON s.line_id = t.line_id
        WHERE t.granted <> COALESCE(s.quantity, 0) OR t.granted_minor <> COALESCE(s.amount, 0)""",
        "a tally is of its line as it was sold": """
        SELECT 'line', t.line_id FROM aftersale_tally t JOIN orders_line l ON l.id = t.line_id
        WHERE t.sold <> COALESCE(l.weighed, l.quantity) OR t.paid_minor <> l.gross_minor - l.discount_minor + l.weighed_minor""",
        "a case's lines and delivery fee sum to what it gave": """
        SELECT 'case', c.id FROM aftersale_case c JOIN aftersale_caseline l ON l.case_id = c.id WHERE c.status IN ('refunding', 'done')
        GROUP BY c.id HAVING c.amount_minor <> COALESCE(SUM(l.amount_minor), 0) + c.delivery_fee_minor""",
        "a case that is done was refunded": """
        SELECT 'case', c.id FROM aftersale_case c LEFT JOIN payments_refund r ON r.id = c.refund_id
        WHERE c.status = 'done' AND c.amount_minor > 0
            AND (r.status IS DISTINCT FROM 'succeeded' OR r.amount_minor <> c.amount_minor OR r.document_id <> c.order_id)""",
        "a settled sale gave back what its cases did": """
        SELECT 'order', c.order_id FROM (
            SELECT c.order_id, SUM(c.amount_minor) AS given FROM aftersale_case c JOIN orders_order o ON o.id = c.order_id
            WHERE c.status IN ('refunding', 'done') AND o.tender NOT IN ('cash', 'tab') GROUP BY c.order_id) c
        LEFT JOIN (SELECT order_id, -SUM(goods_minor + delivery_fee_minor) AS back FROM settlement_settlement WHERE kind = 'reversal'
            GROUP BY order_id) s ON s.order_id = c.order_id
        WHERE c.given <> COALESCE(s.back, 0)""",
        "goods that came back are in stock or set aside as decided": """
        SELECT 'order', d.order_id FROM (
            SELECT c.order_id, bool_or(l.restock IN ('sellable', 'quarantine')) AS decided FROM aftersale_caseline l
            JOIN aftersale_case c ON c.id = l.case_id GROUP BY c.order_id) d
        WHERE NOT d.decided AND (EXISTS (SELECT 1 FROM stock_movement m WHERE m.cause = d.order_id AND m.kind = 'sale_return')
            OR EXISTS (SELECT 1 FROM stock_quarantine q WHERE q.cause = d.order_id))""",
    },
)
