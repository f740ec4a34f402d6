"""What must hold between vouchers, their uses, the orders these became, and what was paid and refunded.

That custody holds all of it is proved with the cards, whose money lies there too.
"""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "vouchers_voucher",
    {
        "a voucher's uses are what was released of it": """
        SELECT 'voucher', v.id FROM vouchers_voucher v LEFT JOIN (
            SELECT voucher_id, COUNT(*) AS uses, SUM(amount_minor) AS released FROM vouchers_redemption WHERE undone_at IS NULL GROUP BY voucher_id) r
            ON r.voucher_id = v.id
        WHERE v.released_minor <> COALESCE(r.released, 0) OR v.uses - v.remaining <> COALESCE(r.uses, 0)""",
        "a voucher was paid and refunded as it says": """
        SELECT 'voucher', v.id FROM vouchers_voucher v
        LEFT JOIN payments_share s ON s.payment_id = v.payment_id AND s.document_id = v.id
        LEFT JOIN (SELECT document_id, SUM(amount_minor) AS back FROM payments_refund GROUP BY document_id) r
            ON r.document_id = v.id
        WHERE v.status <> 'pending' AND (s.amount_minor IS DISTINCT FROM v.price_minor OR COALESCE(r.back, 0) <> v.refunded_minor)""",
        "a use became an order of its worth": """
        SELECT 'redemption', r.id FROM vouchers_redemption r LEFT JOIN orders_order o ON o.id = r.order_id
        WHERE o.id IS NULL OR o.payment_id IS DISTINCT FROM r.payment_id OR o.tender <> 'voucher' OR o.total_minor <> r.amount_minor""",
    },
)
