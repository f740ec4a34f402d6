"""What must hold between couriers' errands, the deliveries that these are, and the money that was set aside for them."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "couriers_dispatch",
    {
        "a courier's delivery has its errand, and an errand its courier": """
        SELECT 'delivery', d.id FROM delivery_delivery d FULL JOIN couriers_dispatch c ON c.delivery_id = d.id
        WHERE d.courier <> '' AND c.id IS NULL OR c.id IS NOT NULL AND (d.id IS NULL OR d.courier <> c.courier)""",
        "a courier gets what its errand says, once": """
        SELECT 'dispatch', c.id, c.fee_minor, sum(e.amount_minor) FROM couriers_dispatch c JOIN ledger_entry e ON e.transfer_id = c.transfer_id
        WHERE e.amount_minor > 0 GROUP BY c.id HAVING sum(e.amount_minor) <> c.fee_minor""",
        "no courier gets anything besides": """
        SELECT 'transfer', t.id FROM ledger_transfer t LEFT JOIN couriers_dispatch c ON c.transfer_id = t.id
        WHERE t.kind = 'courier_fee' AND c.id IS NULL""",
        "what is set aside for a courier is its price until it is paid": """
        SELECT 'dispatch', c.id, h.status FROM couriers_dispatch c LEFT JOIN ledger_hold h ON h.id = c.hold_id
        WHERE h.id IS NULL OR h.amount_minor <> c.price_minor OR (h.status = 'pending') <> (c.status <> 'settled')""",
        "what firms took and were not sent is in their book": """
        SELECT 'courier', owed, booked FROM
            (SELECT COALESCE(SUM(fee_minor), 0) AS owed FROM couriers_dispatch WHERE status = 'settled' AND remittance_id IS NULL) d,
            (SELECT COALESCE(SUM(balance_minor), 0) AS booked FROM ledger_account WHERE kind = 'bank_courier') a
        WHERE owed <> booked""",
        "a remittance is the sum of its errands, all of its firm's": """
        SELECT 'remittance', r.id, r.amount_minor, SUM(d.fee_minor) FROM couriers_remittance r LEFT JOIN couriers_dispatch d ON d.remittance_id = r.id
        GROUP BY r.id HAVING COUNT(d.id) <> r.errands OR SUM(d.fee_minor) IS DISTINCT FROM r.amount_minor OR bool_or(d.courier <> r.courier)""",
        "a remittance took its amount from the couriers' book, once": """
        SELECT 'remittance', r.id, r.amount_minor, SUM(e.amount_minor) FROM couriers_remittance r
        LEFT JOIN ledger_entry e ON e.transfer_id = r.transfer_id AND e.amount_minor < 0
        GROUP BY r.id HAVING SUM(e.amount_minor) IS DISTINCT FROM -r.amount_minor""",
        "no remittance takes anything besides": """
        SELECT 'transfer', t.id FROM ledger_transfer t LEFT JOIN couriers_remittance r ON r.transfer_id = t.id
        WHERE t.kind = 'courier_remittance' AND r.id IS NULL""",
        "a remittance stands where its disbursement does": """
        SELECT 'remittance', r.id, r.status, d.status FROM couriers_remittance r LEFT JOIN payments_disbursement d ON d.id = r.disbursement_id
        WHERE NOT COALESCE(d.amount_minor = r.amount_minor AND d.document_id = r.id
            AND CASE r.status WHEN 'sent' THEN d.status IN ('waiting', 'submitted') ELSE d.status = r.status END, FALSE)""",
        "an errand that ended left no delivery open but what comes back": """
        SELECT 'dispatch', c.id, d.status FROM couriers_dispatch c JOIN delivery_delivery d ON d.id = c.delivery_id
        WHERE c.status IN ('over', 'settled') AND d.status NOT IN ('delivered', 'failed', 'returned', 'declined', 'withdrawn')""",
    },
)
