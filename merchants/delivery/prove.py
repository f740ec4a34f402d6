"""What must hold between deliveries and the orders that they bring."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "delivery_delivery",
    {
        "only a delivery is brought": """
        SELECT 'delivery', d.id FROM delivery_delivery d JOIN orders_order o ON o.id = d.order_id WHERE o.channel <> 'delivery'""",
        "what was handed over at the door is completed": """
        SELECT 'delivery', d.id FROM delivery_delivery d JOIN orders_order o ON o.id = d.order_id
        WHERE d.status = 'delivered' AND o.status <> 'completed'""",
        "what is on its way was sent out": """
        SELECT 'delivery', d.id FROM delivery_delivery d JOIN orders_order o ON o.id = d.order_id
        WHERE d.status IN ('picked_up', 'failed') AND o.status NOT IN ('out_for_delivery', 'completed')""",
    },
)
