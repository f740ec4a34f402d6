"""What must hold between the facts as packed and the feed."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "portraits_packedlines",
    {
        "packed lines are the feed's facts": """
        SELECT 'month', coalesce(kept.party_id, told.about), coalesce(kept.month, told.month), kept.facts, told.facts FROM portraits_packedlines kept
        FULL JOIN (
            SELECT f.about, date_trunc('month', f.occurred_at AT TIME ZONE 'Asia/Shanghai')::date AS month, count(*) AS facts, sum(f.id) AS checksum
            FROM feed_factrow f, feed_readerposition place
            WHERE place.name = 'portraits.lines' AND (f.xid, f.id) <= (place.xid, place.fact_id)
              AND f.kind IN ('trade.order_paid', 'trade.order_settled', 'trade.order_refunded', 'trade.stock_received',
                'trade.purchase_paid', 'trade.payout_made')
            GROUP BY 1, 2) told ON told.about = kept.party_id AND told.month = kept.month
        WHERE (kept.facts, kept.checksum) IS DISTINCT FROM (told.facts, told.checksum)""",
    },
)
