"""What must hold between requests, quotes, awards and the orders that were placed."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "sourcing_rfq",
    {
        "what was awarded is what was ordered": """
        WITH won AS (
            SELECT q.order_id, l.sku_id, l.per_unit, a.quantity, ql.unit_minor FROM sourcing_awardline a
            JOIN sourcing_rfqline l ON l.id = a.line_id JOIN sourcing_quoteline ql ON ql.id = a.quoted_id
            JOIN sourcing_quoteversion v ON v.id = ql.version_id JOIN sourcing_quotation q ON q.id = v.quotation_id)
        SELECT 'award', won.order_id FROM won WHERE won.order_id IS NULL
        UNION ALL
        SELECT 'order', q.order_id FROM sourcing_quotation q JOIN procurement_revision r ON r.order_id = q.order_id AND r.number = 1
        WHERE r.total_minor <> (SELECT SUM(a.goods_minor) FROM sourcing_awardline a JOIN sourcing_quoteline ql ON ql.id = a.quoted_id
            JOIN sourcing_quoteversion v ON v.id = ql.version_id WHERE v.quotation_id = q.id)""",
        "an awarded request has orders, no other has": """
        SELECT 'rfq', f.id FROM sourcing_rfq f LEFT JOIN sourcing_quotation q ON q.rfq_id = f.id AND q.status = 'awarded'
        GROUP BY f.id HAVING (f.status = 'awarded') <> (COUNT(q.id) > 0)""",
        "nothing can be answered once the request has ended": """
        SELECT 'quotation', q.id FROM sourcing_quotation q JOIN sourcing_rfq f ON f.id = q.rfq_id
        WHERE f.ended_at IS NOT NULL AND q.ended_at IS NULL""",
        "a quotation counts its versions": """
        SELECT 'quotation', q.id FROM sourcing_quotation q
        WHERE q.number <> (SELECT COUNT(*) FROM sourcing_quoteversion v WHERE v.quotation_id = q.id)""",
    },
)
