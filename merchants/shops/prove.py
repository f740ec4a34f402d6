"""What must hold between slots and what is booked of them."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "shops_slot",
    {
        "a slot counts what is booked of it": """
        SELECT 'slot', s.id FROM shops_slot s LEFT JOIN shops_booking b ON b.slot_id = s.id AND NOT b.released
        GROUP BY s.id HAVING s.orders <> count(b.order_id) OR s.items <> COALESCE(SUM(b.items), 0) OR s.minutes <> COALESCE(SUM(b.minutes), 0)""",
    },
)
