-- What a shop should order, one row a SKU, in one statement. F18 (circles.md): forecast = available + incoming; below the least,
-- ceil_to(multiple, max(most, least) − forecast) and no less than the supplier's minimum. Least and most are the rule's, or what sales
-- let expect: the average of each weekday over the last eight weeks, summed over the weekdays until the goods are there (least) and
-- until the next order's are (most).
WITH source AS (
    SELECT s.sku_id, s.article_id, s.per_unit, a.supplier_id, a.moq, a.multiple, a.lead_days, a.price_minor, l.id AS level_id,
        COALESCE(l.on_hand - l.reserved, 0) AS available, COALESCE(r.minimum, 0) AS minimum, COALESCE(r.maximum, 0) AS maximum,
        COALESCE(r.review_days, 7) AS review_days
    FROM catalog_sku k
    JOIN procurement_source s ON s.sku_id = k.id AND s.preferred
    JOIN procurement_article a ON a.id = s.article_id AND a.offered
    JOIN procurement_supplier p ON p.id = a.supplier_id AND p.taking_orders
    LEFT JOIN stock_level l ON l.sku_id = k.id
    LEFT JOIN procurement_reorderrule r ON r.sku_id = k.id
    WHERE k.shop_id = %(shop)s AND k.on_sale AND (%(supplier)s::uuid IS NULL OR a.supplier_id = %(supplier)s)
    AND (r.snoozed_until IS NULL OR r.snoozed_until <= %(today)s)
    AND NOT EXISTS (
        SELECT 1 FROM procurement_line dl JOIN procurement_order d ON d.id = dl.order_id
        WHERE dl.sku_id = k.id AND d.status IN ('draft', 'to_approve'))),
sold AS (
    SELECT m.level_id, EXTRACT(ISODOW FROM m.at AT TIME ZONE 'Asia/Shanghai')::int AS weekday, -SUM(m.quantity) / 8 AS a_day
    FROM stock_movement m JOIN source ON source.level_id = m.level_id
    WHERE m.kind = 'sold' AND m.at >= %(since)s AND m.at < %(until)s
    AND NOT EXISTS (SELECT 1 FROM procurement_return b WHERE b.id = m.cause)
    AND NOT EXISTS (SELECT 1 FROM procurement_receipt b WHERE b.id = m.cause)
    GROUP BY m.level_id, weekday),
expected AS (
    SELECT source.sku_id,
        SUM(sold.a_day * (source.lead_days / 7 + ((source.lead_days %% 7) > ((sold.weekday - %(tomorrow)s + 7) %% 7))::int)) AS until_there,
        SUM(sold.a_day * ((source.lead_days + source.review_days) / 7
            + (((source.lead_days + source.review_days) %% 7) > ((sold.weekday - %(tomorrow)s + 7) %% 7))::int)) AS until_next
    FROM source JOIN sold ON sold.level_id = source.level_id GROUP BY source.sku_id),
incoming AS (
    SELECT ol.sku_id, SUM(GREATEST(ol.quantity - ol.accepted + ol.returned - ol.given_up, 0) * ol.per_unit) AS quantity
    FROM procurement_line ol JOIN procurement_order o ON o.id = ol.order_id JOIN source ON source.sku_id = ol.sku_id
    WHERE o.shop_id = %(shop)s AND o.status IN ('sent', 'changed', 'acknowledged', 'partially_received')
    AND (ol.promised_on IS NULL OR ol.promised_on <= %(today)s + source.lead_days)
    GROUP BY ol.sku_id),
weighed AS (
    SELECT source.*, COALESCE(incoming.quantity, 0) AS incoming, COALESCE(e.until_next, 0) AS expected,
        GREATEST(source.minimum, COALESCE(e.until_there, 0)) AS least,
        GREATEST(source.maximum, source.minimum, COALESCE(e.until_next, 0)) AS most
    FROM source LEFT JOIN expected e USING (sku_id) LEFT JOIN incoming USING (sku_id))
SELECT w.sku_id, w.article_id, w.supplier_id, w.available, w.incoming, round(w.expected, 3), w.per_unit, w.price_minor, w.lead_days + w.review_days,
    ceil(GREATEST((w.most - w.available - w.incoming) / w.per_unit, w.moq) / w.multiple) * w.multiple AS units
FROM weighed w WHERE w.available + w.incoming < w.least ORDER BY w.supplier_id, w.sku_id
