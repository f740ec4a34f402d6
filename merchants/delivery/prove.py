"""What must hold between deliveries and the orders that they bring."""

from ecosystem.ports import SqlProof

from .rules import FAILURES, REFUND

GIVEN_BACK = ", ".join(f"'{code}'" for code, known in FAILURES.items() if known.follows == REFUND)

PROOF = SqlProof(
    "delivery_delivery",
    {
        "only a delivery is brought": """
        SELECT 'delivery', d.id FROM delivery_delivery d JOIN orders_order o ON o.id = d.order_id WHERE o.channel <> 'delivery'""",
        "what was handed over at the door is completed": """
        SELECT 'delivery', d.id FROM delivery_delivery d JOIN orders_order o ON o.id = d.order_id
        WHERE d.status = 'delivered' AND d.proof <> 'courier' AND o.point_id IS NULL AND o.status <> 'completed'""",
        "what a courier says that it handed over is on its way until it is completed": """
        SELECT 'delivery', d.id FROM delivery_delivery d JOIN orders_order o ON o.id = d.order_id
        WHERE d.proof = 'courier' AND (d.courier = '' OR o.status NOT IN ('out_for_delivery', 'completed'))""",
        "what was left at a door was let by its buyer": """
        SELECT 'delivery', d.id FROM delivery_delivery d JOIN orders_order o ON o.id = d.order_id
        LEFT JOIN delivery_doorleave l ON l.order_id = d.order_id WHERE d.proof = 'photo' AND o.point_id IS NULL AND l.order_id IS NULL""",
        "what lies or lay at a point was brought there with a picture": """
        SELECT 'parcel', c.id FROM points_parcel c LEFT JOIN delivery_delivery d ON d.order_id = c.order_id AND d.proof = 'photo'
        WHERE (c.dropped_at IS NULL) <> (d.id IS NULL)""",
        "what came back unfit to be handed over was given back": f"""
        SELECT 'delivery', d.id FROM delivery_delivery d JOIN orders_order o ON o.id = d.order_id
        WHERE d.status = 'returned' AND d.failed_for IN ({GIVEN_BACK}) AND o.status <> 'cancelled'""",  # noqa: S608 - our own words
        "what is on its way was sent out": """
        SELECT 'delivery', d.id FROM delivery_delivery d JOIN orders_order o ON o.id = d.order_id
        WHERE d.status IN ('picked_up', 'failed') AND o.status NOT IN ('out_for_delivery', 'completed')""",
    },
)
