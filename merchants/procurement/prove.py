"""What must hold between shared orders, goods receipts, the shelf, invoices and payments."""

from __future__ import annotations

from collections.abc import Iterator

from ecosystem import ports
from ecosystem.ports import ProofLine, SqlProof

from .actions import still_to_pay
from .models import Order

PROOF = SqlProof(
    "procurement_order",
    {
        "what was accepted and refused equals the receipts": """
        SELECT 'line', l.id FROM procurement_line l LEFT JOIN procurement_receiptline r ON r.line_id = l.id
        GROUP BY l.id HAVING l.accepted <> COALESCE(SUM(r.accepted), 0) OR l.rejected <> COALESCE(SUM(r.rejected), 0)""",
        "what went back equals the returns": """
        SELECT 'line', l.id FROM procurement_line l LEFT JOIN procurement_returnline r ON r.line_id = l.id
        GROUP BY l.id HAVING l.returned <> COALESCE(SUM(r.quantity), 0)""",
        "each receipt moved on the shelf what it accepted": """
        WITH said AS (
            SELECT r.stock_id AS cause, l.sku_id, SUM(rl.accepted * l.per_unit) AS quantity FROM procurement_receipt r
            JOIN procurement_receiptline rl ON rl.receipt_id = r.id JOIN procurement_line l ON l.id = rl.line_id
            WHERE rl.accepted <> 0 GROUP BY r.stock_id, l.sku_id
            UNION ALL
            SELECT r.id, l.sku_id, -SUM(rl.quantity * l.per_unit) FROM procurement_return r
            JOIN procurement_returnline rl ON rl.returned_id = r.id JOIN procurement_line l ON l.id = rl.line_id GROUP BY r.id, l.sku_id),
        moved AS (
            SELECT m.cause, v.sku_id, SUM(m.quantity) AS quantity FROM stock_movement m JOIN stock_level v ON v.id = m.level_id
            WHERE m.cause IN (SELECT cause FROM said) GROUP BY m.cause, v.sku_id)
        SELECT 'cause', COALESCE(said.cause, moved.cause), COALESCE(said.sku_id, moved.sku_id) FROM said
        FULL JOIN moved USING (cause, sku_id) WHERE said.quantity IS DISTINCT FROM moved.quantity""",
        "what was refused lies aside until its end is known": """
        SELECT 'receipt line', rl.id FROM procurement_receiptline rl LEFT JOIN procurement_refused f ON f.of_id = rl.id
        LEFT JOIN procurement_receipt v ON v.reverses_id = rl.receipt_id
        GROUP BY rl.id, rl.rejected, v.id HAVING GREATEST(rl.rejected, 0) <> COALESCE(SUM(f.quantity), 0)
        OR bool_or(f.status = 'held' AND v.id IS NOT NULL OR f.status = 'reversed' AND v.id IS NULL)""",
        "an accepted count was taken in as it was counted": """
        SELECT 'count', c.id, COALESCE(cl.line_id, rl.line_id) FROM procurement_doorcount c
        JOIN procurement_doorcountline cl ON cl.count_id = c.id
        FULL JOIN (
            SELECT k.id AS count_id, x.line_id, x.delivered FROM procurement_doorcount k
            JOIN procurement_receiptline x ON x.receipt_id = k.receipt_id) rl ON rl.count_id = c.id AND rl.line_id = cl.line_id
        WHERE (c.status = 'accepted' OR c.id IS NULL) AND cl.delivered IS DISTINCT FROM rl.delivered""",
        "what is billed equals what invoices cover": """
        SELECT 'line', id FROM (
            SELECT id, billed AS quantity FROM procurement_line
            UNION ALL
            SELECT il.line_id, -il.covered FROM procurement_invoiceline il JOIN procurement_invoice i ON i.id = il.invoice_id
            WHERE i.status <> 'withdrawn') counted
        GROUP BY id HAVING SUM(quantity) <> 0""",
        "an approved invoice asks for nothing that was not kept": """
        SELECT 'invoice', i.id FROM procurement_invoice i JOIN procurement_invoiceline il ON il.invoice_id = i.id
        WHERE i.status IN ('approved', 'paying', 'paid', 'cleared') AND il.quantity <> il.covered + il.debited""",
        "what was billed ahead of goods that no longer come is taken off or owed back": """
        SELECT 'line', l.id FROM procurement_line l JOIN procurement_order o ON o.id = l.order_id
        WHERE o.status IN ('short_closed', 'cancelled', 'closed') AND l.billed > l.accepted - l.returned""",
        "lines sum to the invoice, deductions to what was taken off": """
        SELECT 'invoice', i.id FROM procurement_invoice i
        WHERE i.total_minor <> i.extra_minor + (SELECT COALESCE(SUM(gross_minor), 0) FROM procurement_invoiceline WHERE invoice_id = i.id)
        OR i.debited_minor <> (SELECT COALESCE(SUM(amount_minor), 0) FROM procurement_debitnote WHERE invoice_id = i.id AND status = 'deducted')""",
        "a paid invoice's share of its payment is what was payable": """
        SELECT 'invoice', i.id FROM procurement_invoice i LEFT JOIN payments_share s ON s.payment_id = i.payment_id AND s.document_id = i.id
        WHERE i.status = 'paid' AND COALESCE(s.amount_minor, 0) <> i.total_minor - i.debited_minor""",
        "a claim is worth what is payable, and exists for what is to be paid": """
        SELECT 'invoice', i.id FROM procurement_invoice i LEFT JOIN procurement_receivable r ON r.invoice_id = i.id
        WHERE (i.status IN ('approved', 'paying', 'paid') AND r.id IS NULL)
        OR (r.id IS NOT NULL AND r.amount_minor <> i.total_minor - i.debited_minor)""",
        "freight on the shelf is what receipts and charges brought": """
        SELECT 'order', o.id FROM procurement_order o
        WHERE o.landed_minor <> (SELECT COALESCE(SUM(landed_minor), 0) FROM procurement_receipt WHERE order_id = o.id)
            + (SELECT COALESCE(SUM(amount_minor), 0) FROM procurement_charge WHERE order_id = o.id)
        UNION ALL SELECT 'receipt', r.id FROM procurement_receipt r JOIN procurement_receiptline rl ON rl.receipt_id = r.id
        GROUP BY r.id HAVING r.landed_minor <> SUM(rl.landed_minor)""",
        "no more freight is billed than the order bears": """
        SELECT 'order', o.id FROM procurement_order o JOIN procurement_invoice i ON i.order_id = o.id AND i.status <> 'withdrawn'
        GROUP BY o.id HAVING SUM(i.extra_minor) > o.freight_minor + o.other_minor""",
        "the agreed wording is what the lines say": """
        SELECT 'order', o.id FROM procurement_order o JOIN procurement_revision v ON v.order_id = o.id AND v.number = o.agreed_revision
        WHERE v.buyer_at IS NULL OR v.supplier_at IS NULL OR o.total_minor <> v.total_minor OR o.billing <> v.billing
        OR EXISTS (SELECT 1 FROM procurement_line l WHERE l.order_id = o.id AND l.ahead <> (o.billing = 'order'))
        OR o.total_minor <> (SELECT SUM(gross_minor) FROM procurement_line WHERE order_id = o.id)""",
    },
)


class SetAside:
    """Credit that is set aside for orders, against what they still ask for."""

    def prove(self) -> Iterator[ProofLine]:
        for name, credit in ports.purchase_credits:
            orders = list(Order.objects.filter(pay_with=name).order_by("pk"))
            aside = credit.aside(document_ids=[order.pk for order in orders])
            wrong = tuple(f"order {order.pk}" for order in orders if aside.get(order.pk, 0) > still_to_pay(order))
            yield ProofLine(f"no order holds more credit ({name}) than it still asks for", len(orders), wrong)
