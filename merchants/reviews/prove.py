"""What must hold between reviews, their orders and the ratings beside them."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "reviews_review",
    {
        "a rating is of the reviews that are shown": """
        SELECT 'shop', COALESCE(r.shop_id, s.shop_id) FROM reviews_rating r FULL JOIN (
            SELECT shop_id, COUNT(*) AS shown FROM reviews_review WHERE status = 'published' GROUP BY shop_id) s ON s.shop_id = r.shop_id
        WHERE COALESCE(r.published, 0) <> COALESCE(s.shown, 0)""",
        "only a buyer of a completed order has reviewed it": """
        SELECT 'review', v.id FROM reviews_review v JOIN orders_order o ON o.id = v.order_id
        WHERE o.status <> 'completed' OR o.buyer_id IS DISTINCT FROM v.buyer_id OR o.shop_id <> v.shop_id""",
        "a review marks lines of its own order": """
        SELECT 'review', v.id FROM reviews_mark m JOIN reviews_review v ON v.id = m.review_id JOIN orders_line l ON l.id = m.line_id
        WHERE l.order_id <> v.order_id""",
    },
)
