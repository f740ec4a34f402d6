"""What must hold of closed months."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "periods_closedmonth",
    {
        "months are closed one after the other": """
        SELECT 'month', m.id FROM periods_closedmonth m WHERE m.opened_at IS NULL
        AND EXISTS (SELECT 1 FROM periods_closedmonth e WHERE e.shop_id = m.shop_id AND e.opened_at IS NULL AND e.first < m.first)
        AND NOT EXISTS (SELECT 1 FROM periods_closedmonth b WHERE b.shop_id = m.shop_id AND b.opened_at IS NULL
            AND b.first = (m.first - interval '1 month')::date)""",
        "a month is closed after its end": """
        SELECT 'month', id FROM periods_closedmonth
        WHERE (closed_at AT TIME ZONE 'Asia/Shanghai')::date <= (first + interval '1 month')::date""",
    },
)
