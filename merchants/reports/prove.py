"""What must hold between roll-ups and the books, on every day that is not marked to be worked out anew.

A day that trades while it is worked out has its parts read a moment after its sum; whatever came in between left a mark.
"""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "reports_day",
    {
        "a day's sales are its orders": """
        SELECT 'day', b.shop_id, b."on" FROM (SELECT shop_id, reports_day(paid_at) AS "on", count(*) AS n,
                SUM(total_minor - weighed_back_minor) AS sum, SUM(discount_minor) AS discount
                FROM orders_order WHERE paid_at IS NOT NULL GROUP BY 1, 2) b
            LEFT JOIN reports_day d USING (shop_id, "on")
        WHERE (d.tickets, d.sales_minor, d.discount_minor) IS DISTINCT FROM (b.n, b.sum, b.discount) AND reports_is_worked_out(b.shop_id, b."on")""",
        "a day's refunds are its refunds": """
        SELECT 'day', b.shop_id, b."on" FROM (SELECT o.shop_id, reports_day(r.created_at) AS "on", count(*) AS n, SUM(r.amount_minor) AS sum
                FROM payments_refund r JOIN orders_order o ON o.id = r.document_id
                WHERE r.status <> 'failed' AND r.reason <> 'weighed' GROUP BY 1, 2) b
            LEFT JOIN reports_day d USING (shop_id, "on") WHERE (d.refunds, d.refunds_minor) IS DISTINCT FROM (b.n, b.sum)
            AND reports_is_worked_out(b.shop_id, b."on")""",
        "a day's costs are its movements": """
        SELECT 'day', b.shop_id, b."on" FROM (SELECT l.shop_id, reports_day(m.at) AS "on",
                -SUM(m.value_minor) FILTER (WHERE m.kind IN ('sold', 'sale_return')) AS cost,
                -SUM(m.value_minor) FILTER (WHERE m.kind IN ('damaged', 'count_loss', 'count_gain', 'adjusted')) AS gone
                FROM stock_movement m JOIN stock_level l ON l.id = m.level_id GROUP BY 1, 2) b LEFT JOIN reports_day d USING (shop_id, "on")
        WHERE (COALESCE(d.cost_minor, 0), COALESCE(d.write_off_minor, 0)) <> (COALESCE(b.cost, 0), COALESCE(b.gone, 0))
            AND reports_is_worked_out(b.shop_id, b."on")""",
        "a day's fees are its settlements": """
        SELECT 'day', b.shop_id, b."on" FROM (SELECT shop_id, reports_day(settled_at) AS "on", SUM(commission_minor) AS commission,
                SUM(commission_tax_minor) AS tax, SUM(acquiring_fee_minor) AS acquiring FROM settlement_settlement GROUP BY 1, 2) b
            LEFT JOIN reports_day d USING (shop_id, "on")
        WHERE (d.commission_minor, d.commission_tax_minor, d.acquiring_fee_minor) IS DISTINCT FROM (b.commission, b.tax, b.acquiring)
            AND reports_is_worked_out(b.shop_id, b."on")""",
        "the parts of a day sum to it": """
        SELECT 'day', d.shop_id, d."on", x.dimension FROM reports_day d CROSS JOIN (VALUES ('channel'), ('tender'), ('hour'), ('staff')) x (dimension)
            LEFT JOIN reports_part p ON p.shop_id = d.shop_id AND p."on" = d."on" AND p.dimension = x.dimension
        WHERE reports_is_worked_out(d.shop_id, d."on")
        GROUP BY d.id, x.dimension HAVING d.sales_minor <> COALESCE(SUM(p.sales_minor), 0) OR d.tickets <> COALESCE(SUM(p.tickets), 0)""",
        "the articles of a day sum to it": """
        SELECT 'day', d.shop_id, d."on" FROM reports_day d LEFT JOIN reports_articleday a ON a.shop_id = d.shop_id AND a."on" = d."on"
        WHERE reports_is_worked_out(d.shop_id, d."on")
        GROUP BY d.id HAVING d.sales_minor - d.delivery_minor <> COALESCE(SUM(a.sales_minor), 0) OR d.cost_minor <> COALESCE(SUM(a.cost_minor), 0)""",
        "the rates of tax of a day sum to it": """
        SELECT 'day', d.shop_id, d."on" FROM reports_day d LEFT JOIN reports_rateday a ON a.shop_id = d.shop_id AND a."on" = d."on"
        WHERE reports_is_worked_out(d.shop_id, d."on")
        GROUP BY d.id HAVING d.sales_minor <> COALESCE(SUM(a.sales_minor), 0) OR d.refunds_minor <> COALESCE(SUM(a.back_minor), 0)""",
        "no roll-up tells of a day without trade": """
        SELECT 'day', b.shop_id, b."on" FROM reports_day b WHERE b.tickets > 0 AND NOT EXISTS (SELECT 1 FROM orders_order o
            WHERE o.shop_id = b.shop_id AND o.paid_at >= b."on" - 1 AND o.paid_at < b."on" + 2) AND reports_is_worked_out(b.shop_id, b."on")""",
        "what went back by shop is what was refunded": """
        SELECT 'refund', COALESCE(r.id, b.refund_id) FROM (SELECT r.id, r.amount_minor FROM payments_refund r
            JOIN orders_order o ON o.id = r.document_id WHERE r.status <> 'failed' AND r.reason <> 'weighed') r
            FULL JOIN reports_back b ON b.refund_id = r.id
        WHERE r.amount_minor IS DISTINCT FROM b.amount_minor""",
    },
)
