"""How one day of one shop is worked out from the books: the only place that knows.

Each statement takes ``shop``, ``on``, ``begins`` and ``ends`` (the day's moments, town time). What the scale gave back was never a sale: an
order counts what was held for it until it is weighed, and then what it weighed.
"""

from __future__ import annotations

CLEAR = (
    'DELETE FROM reports_day WHERE shop_id = %(shop)s AND "on" = %(on)s',
    'DELETE FROM reports_part WHERE shop_id = %(shop)s AND "on" = %(on)s',
    'DELETE FROM reports_articleday WHERE shop_id = %(shop)s AND "on" = %(on)s',
    'DELETE FROM reports_rateday WHERE shop_id = %(shop)s AND "on" = %(on)s',
)

DAY = """
INSERT INTO reports_day (shop_id, "on", tickets, sales_minor, discount_minor, delivery_minor, refunds, refunds_minor, cost_minor,
    write_off_minor, commission_minor, commission_tax_minor, acquiring_fee_minor)
SELECT %(shop)s, %(on)s, o.tickets, o.sales, o.discount, o.delivery, b.refunds, b.back, m.cost, m.written_off, s.commission, s.tax, s.acquiring
FROM (SELECT count(*) AS tickets, COALESCE(SUM(total_minor - weighed_back_minor), 0) AS sales, COALESCE(SUM(discount_minor), 0) AS discount,
        COALESCE(SUM(delivery_fee_minor), 0) AS delivery
    FROM orders_order WHERE shop_id = %(shop)s AND paid_at >= %(begins)s AND paid_at < %(ends)s) o,
  (SELECT count(*) AS refunds, COALESCE(SUM(amount_minor), 0) AS back
    FROM reports_back WHERE shop_id = %(shop)s AND at >= %(begins)s AND at < %(ends)s) b,
  (SELECT COALESCE(-SUM(m.value_minor) FILTER (WHERE m.kind IN ('sold', 'sale_return')), 0) AS cost,
        COALESCE(-SUM(m.value_minor) FILTER (WHERE m.kind IN ('damaged', 'count_loss', 'count_gain', 'adjusted')), 0) AS written_off
    FROM stock_level l JOIN stock_movement m ON m.level_id = l.id
    WHERE l.shop_id = %(shop)s AND m.at >= %(begins)s AND m.at < %(ends)s) m,
  (SELECT COALESCE(SUM(commission_minor), 0) AS commission, COALESCE(SUM(commission_tax_minor), 0) AS tax,
        COALESCE(SUM(acquiring_fee_minor), 0) AS acquiring
    FROM settlement_settlement WHERE shop_id = %(shop)s AND settled_at >= %(begins)s AND settled_at < %(ends)s) s
"""

PARTS = """
INSERT INTO reports_part (shop_id, "on", dimension, value, tickets, sales_minor)
SELECT %(shop)s, %(on)s,
    CASE GROUPING(channel, tender, hour, staff) WHEN 7 THEN 'channel' WHEN 11 THEN 'tender' WHEN 13 THEN 'hour' ELSE 'staff' END,
    COALESCE(channel, tender, hour, staff), count(*), SUM(total_minor)
FROM (SELECT o.channel, o.tender, to_char(o.paid_at AT TIME ZONE 'Asia/Shanghai', 'HH24') AS hour,
        o.total_minor - o.weighed_back_minor AS total_minor, COALESCE(r.sold_by_id::text, '') AS staff
    FROM orders_order o LEFT JOIN till_sale r ON r.order_id = o.id
    WHERE o.shop_id = %(shop)s AND o.paid_at >= %(begins)s AND o.paid_at < %(ends)s) o
GROUP BY GROUPING SETS ((channel), (tender), (hour), (staff))
"""

# ``quantity`` is in sale units, as it was sold; ``left`` in base units, as the shelf counts.
ARTICLES = """
INSERT INTO reports_articleday (shop_id, "on", sku_id, quantity, "left", sales_minor, cost_minor)
SELECT %(shop)s, %(on)s, sku_id, SUM(quantity), SUM(went), SUM(sales), SUM(cost) FROM (
    SELECT l.sku_id, COALESCE(l.weighed, l.quantity) AS quantity, 0 AS went,
        l.gross_minor - l.discount_minor + CASE WHEN o.weighed_at IS NULL THEN l.margin_minor ELSE l.weighed_minor END AS sales, 0 AS cost
    FROM orders_order o JOIN orders_line l ON l.order_id = o.id
    WHERE o.shop_id = %(shop)s AND o.paid_at >= %(begins)s AND o.paid_at < %(ends)s
    UNION ALL
    SELECT s.sku_id, 0, -m.quantity, 0, -m.value_minor FROM stock_level s JOIN stock_movement m ON m.level_id = s.id
    WHERE s.shop_id = %(shop)s AND m.at >= %(begins)s AND m.at < %(ends)s AND m.kind IN ('sold', 'sale_return')) t
GROUP BY sku_id
"""

# What goes back without naming lines is spread over all that its order was paid for, by running sums: its parts make the whole. What a round
# gives back was part of the fee. ``shared`` is the reason that such a refund says.
RATES = """
WITH about AS (SELECT id FROM orders_order WHERE shop_id = %(shop)s AND paid_at >= %(begins)s AND paid_at < %(ends)s
    UNION SELECT order_id FROM reports_back WHERE shop_id = %(shop)s AND at >= %(begins)s AND at < %(ends)s),
sold AS (
    SELECT o.id, o.paid_at, l.position, l.tax_bp, FALSE AS is_fee, l.gross_minor - l.discount_minor
        + CASE WHEN o.weighed_at IS NULL THEN l.margin_minor ELSE l.weighed_minor END AS paid, 0 AS back
    FROM about JOIN orders_order o USING (id) JOIN orders_line l ON l.order_id = o.id
    UNION ALL SELECT o.id, o.paid_at, 0, NULL, TRUE, o.delivery_fee_minor, o.fee_back_minor FROM about JOIN orders_order o USING (id)),
went AS (
    SELECT b.order_id, b.refund_id, b.amount_minor, r.reason, c.id AS case_id, c.delivery_fee_minor AS fee
    FROM reports_back b JOIN payments_refund r ON r.id = b.refund_id
        LEFT JOIN aftersale_case c ON c.order_id = b.order_id AND c.refund_id = b.refund_id
    WHERE b.shop_id = %(shop)s AND b.at >= %(begins)s AND b.at < %(ends)s),
spread AS (
    SELECT w.amount_minor, s.tax_bp, s.is_fee, SUM(s.paid - s.back) OVER running AS until,
        SUM(s.paid - s.back) OVER running - s.paid + s.back AS since, SUM(s.paid - s.back) OVER (PARTITION BY w.refund_id) AS whole
    FROM went w JOIN sold s ON s.id = w.order_id WHERE w.case_id IS NULL AND w.reason <> %(shared)s
    WINDOW running AS (PARTITION BY w.refund_id ORDER BY s.position))
INSERT INTO reports_rateday (shop_id, "on", tax_bp, is_fee, sales_minor, back_minor)
SELECT %(shop)s, %(on)s, tax_bp, is_fee, SUM(sales), SUM(back) FROM (
    SELECT tax_bp, is_fee, paid AS sales, 0 AS back FROM sold WHERE paid_at >= %(begins)s AND paid_at < %(ends)s
    UNION ALL SELECT l.tax_bp, FALSE, 0, a.amount_minor
        FROM went w JOIN aftersale_caseline a ON a.case_id = w.case_id JOIN orders_line l ON l.id = a.line_id
    UNION ALL SELECT NULL, TRUE, 0, fee FROM went WHERE case_id IS NOT NULL
    UNION ALL SELECT NULL, TRUE, 0, amount_minor FROM went WHERE case_id IS NULL AND reason = %(shared)s
    UNION ALL SELECT tax_bp, is_fee, 0, div(amount_minor * until, whole) - div(amount_minor * since, whole) FROM spread) t
GROUP BY tax_bp, is_fee HAVING SUM(sales) > 0 OR SUM(back) > 0
"""

EVERY_DAY = """
INSERT INTO reports_mark (shop_id, "on")
SELECT shop_id, "on" FROM reports_day WHERE %(shop)s::uuid IS NULL OR shop_id = %(shop)s
UNION SELECT shop_id, reports_day(paid_at) FROM orders_order WHERE paid_at IS NOT NULL AND (%(shop)s::uuid IS NULL OR shop_id = %(shop)s)
UNION SELECT shop_id, reports_day(at) FROM reports_back WHERE %(shop)s::uuid IS NULL OR shop_id = %(shop)s
UNION SELECT shop_id, reports_day(settled_at) FROM settlement_settlement WHERE %(shop)s::uuid IS NULL OR shop_id = %(shop)s
UNION SELECT l.shop_id, reports_day(m.at) FROM stock_movement m JOIN stock_level l ON l.id = m.level_id
    WHERE m.kind IN ('sold', 'sale_return', 'damaged', 'count_loss', 'count_gain', 'adjusted')
        AND (%(shop)s::uuid IS NULL OR l.shop_id = %(shop)s)
"""
