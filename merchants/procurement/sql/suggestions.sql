-- What a shop should order, one row a SKU, in one statement. F18 (circles.md): forecast = available + incoming; below the least,
-- ceil_to(multiple, max(most, least) − forecast) and no less than the supplier's minimum. Least and most are the rule's, or what sales
-- let expect: the average of each weekday over the last eight weeks, summed over the weekdays until the goods are there (least) and
-- until the next order's are (most).
WITH ours AS (
    -- Goods that left for their supplier are not sold.
    SELECT b.id AS cause FROM procurement_return b JOIN procurement_order o ON o.id = b.order_id WHERE o.shop_id = %(shop)s AND b.made_at >= %(since)s
    UNION ALL
    SELECT b.id FROM procurement_receipt b JOIN procurement_order o ON o.id = b.order_id
    WHERE o.shop_id = %(shop)s AND b.reverses_id IS NOT NULL AND b.posted_at >= %(since)s),
source AS (
    SELECT s.sku_id, s.article_id, s.per_unit, a.supplier_id, a.moq, a.multiple, COALESCE(r.lead_days, a.lead_days) AS lead_days, a.price_minor, l.id AS level_id,
        COALESCE(l.on_hand - l.reserved, 0) AS available, COALESCE(r.minimum, 0) AS minimum, COALESCE(r.maximum, 0) AS maximum,
        COALESCE(r.review_days, 7) AS review_days,
        -- In season where the days that an order now is for touch the season's.
        CASE WHEN r.season_from <= %(today)s + COALESCE(r.lead_days, a.lead_days) + r.review_days AND r.season_until > %(today)s
            THEN r.season_bp ELSE 10000 END / 10000.0 AS season
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
weighed AS (
    SELECT source.*, COALESCE(coming.quantity, 0) AS incoming, COALESCE(sales.until_next, 0) * source.season AS expected,
        GREATEST(source.minimum, COALESCE(sales.until_there, 0) * source.season) AS least,
        GREATEST(source.maximum, source.minimum, COALESCE(sales.until_next, 0) * source.season) AS most
    FROM source
    -- By article and through the index, whatever the planner thinks of how many there are. A day's sale counts as often as its weekday
    -- comes before the goods do.
    LEFT JOIN LATERAL (
        SELECT SUM(day.sold * (source.lead_days / 7 + ((source.lead_days %% 7) > day.ahead)::int)) / 8 AS until_there,
            SUM(day.sold * ((source.lead_days + source.review_days) / 7
                + (((source.lead_days + source.review_days) %% 7) > day.ahead)::int)) / 8 AS until_next
        FROM (
            SELECT -m.quantity AS sold, (EXTRACT(ISODOW FROM m.at AT TIME ZONE 'Asia/Shanghai')::int - %(tomorrow)s + 7) %% 7 AS ahead
            FROM stock_movement m
            WHERE m.level_id = source.level_id AND m.kind = 'sold' AND m.at >= %(since)s AND m.at < %(until)s
            AND m.cause <> ALL (ARRAY(SELECT cause FROM ours))) day) sales ON true
    LEFT JOIN LATERAL (
        SELECT SUM(GREATEST(ol.quantity - ol.accepted + ol.returned - ol.given_up, 0) * ol.per_unit) AS quantity
        FROM procurement_line ol JOIN procurement_order o ON o.id = ol.order_id
        WHERE ol.sku_id = source.sku_id AND o.status IN ('sent', 'changed', 'acknowledged', 'partially_received')
        AND (ol.promised_on IS NULL OR ol.promised_on <= %(today)s + source.lead_days)) coming ON true)
SELECT w.sku_id, w.article_id, w.supplier_id, w.available, w.incoming, round(w.expected, 3), w.per_unit, w.price_minor, w.lead_days + w.review_days,
    ceil(GREATEST((w.most - w.available - w.incoming) / w.per_unit, w.moq) / w.multiple) * w.multiple AS units
FROM weighed w WHERE w.available + w.incoming < w.least ORDER BY w.supplier_id, w.sku_id
