"""What must hold between cards, vouchers, the orders that they paid, and what the bank keeps."""

from ecosystem.ports import SqlProof

from .queries import CUSTODY

PROOF = SqlProof(
    "cards_prepaidcard",
    {
        "custody holds what is owed on vouchers and cards, to the fen": f"""
        SELECT 'merchant', c.party_id, c.balance_minor, c.vouchers + c.paid + c.bonus + c.under_way FROM ({CUSTODY}) c
        WHERE c.balance_minor <> c.vouchers + c.paid + c.bonus + c.under_way""",  # noqa: S608 - our own words
        "what is left on a card is what its statement says": """
        SELECT 'card', c.id FROM cards_prepaidcard c LEFT JOIN (
            SELECT card_id, COUNT(*) AS entries, SUM(paid_minor) AS paid, SUM(bonus_minor) AS bonus FROM cards_cardentry GROUP BY card_id) e
            ON e.card_id = c.id
        WHERE (c.paid_left_minor, c.bonus_left_minor, c.entry_count) IS DISTINCT FROM
            (COALESCE(e.paid, 0), COALESCE(e.bonus, 0), COALESCE(e.entries, 0))""",
        "a card was paid and refunded as it says": """
        SELECT 'card', c.id FROM cards_prepaidcard c
        LEFT JOIN payments_share s ON s.payment_id = c.payment_id AND s.document_id = c.id
        LEFT JOIN (SELECT document_id, SUM(amount_minor) AS back FROM payments_refund GROUP BY document_id) r ON r.document_id = c.id
        WHERE c.status <> 'pending' AND (s.amount_minor IS DISTINCT FROM c.price_minor OR COALESCE(r.back, 0) <> c.refunded_minor)""",
        "what a card gave to an order was paid for it": """
        SELECT 'use', u.id FROM cards_carduse u LEFT JOIN payments_share s ON s.payment_id = u.payment_id AND s.document_id = u.order_id
        LEFT JOIN payments_payment p ON p.id = u.payment_id LEFT JOIN orders_order o ON o.id = u.order_id
        WHERE u.status = 'given' AND (CASE p.method WHEN 'card' THEN s.amount_minor ELSE s.beside_minor END IS DISTINCT FROM u.total_minor
            OR p.status <> 'succeeded'
            OR o.id IS NOT NULL AND o.payment_id IS DISTINCT FROM u.payment_id AND o.status NOT IN ('closed', 'cancelled'))""",
        "what is set aside of a card waits for its payment, and what it gave to none is the holder's": """
        SELECT 'use', u.id FROM cards_carduse u LEFT JOIN payments_payment p ON p.id = u.payment_id
        WHERE u.status = 'aside' AND (p.beside = 'card' AND p.let_go_at IS NULL AND p.status IN ('created', 'pending', 'unknown')) IS NOT TRUE
            OR u.status = 'let_go' AND p.beside = 'card' AND p.let_go_at IS NULL""",
        "what came back of a card's order was refunded": """
        SELECT 'use', u.id FROM cards_carduse u LEFT JOIN (
            SELECT r.payment_id, r.document_id, SUM(CASE p.method WHEN 'card' THEN r.amount_minor ELSE r.beside_minor END) AS back
            FROM payments_refund r JOIN payments_payment p ON p.id = r.payment_id WHERE r.status = 'succeeded'
            GROUP BY r.payment_id, r.document_id) r
            ON r.payment_id = u.payment_id AND r.document_id = u.order_id
        WHERE COALESCE(r.back, 0) <> u.back_minor""",
    },
)
