-- What the scale gives back was held and never sold: it is no refund, and the day of the sale is worked out anew once the order is weighed.
CREATE OR REPLACE FUNCTION reports_keep_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'failed' THEN
        DELETE FROM reports_back WHERE refund_id = NEW.id;
    ELSIF NEW.reason <> 'weighed' THEN
        INSERT INTO reports_back (refund_id, shop_id, order_id, amount_minor, at)
        SELECT NEW.id, o.shop_id, o.id, NEW.amount_minor, NEW.created_at FROM orders_order o WHERE o.id = NEW.document_id
        ON CONFLICT (refund_id) DO NOTHING;
    END IF;
    INSERT INTO reports_mark (shop_id, "on") SELECT o.shop_id, reports_day(NEW.created_at) FROM orders_order o WHERE o.id = NEW.document_id;
    RETURN NULL;
END $$;
CREATE TRIGGER what_is_weighed_marks_its_day AFTER UPDATE OF weighed_at ON orders_order
    FOR EACH ROW WHEN (NEW.paid_at IS NOT NULL AND OLD.weighed_at IS DISTINCT FROM NEW.weighed_at) EXECUTE FUNCTION reports_mark_order();

INSERT INTO reports_mark (shop_id, "on")
SELECT o.shop_id, d.day FROM orders_order o LEFT JOIN reports_back b ON b.order_id = o.id
CROSS JOIN LATERAL (VALUES (reports_day(o.paid_at)), (reports_day(b.at))) d (day)
WHERE o.margin_minor > 0 AND o.paid_at IS NOT NULL AND d.day IS NOT NULL;
DELETE FROM reports_back b USING payments_refund r WHERE r.id = b.refund_id AND r.reason = 'weighed';
