-- The town's day of a moment: the business day of the shops.
CREATE FUNCTION reports_day(at timestamptz) RETURNS date LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT (at AT TIME ZONE 'Asia/Shanghai')::date $$;

CREATE FUNCTION reports_is_worked_out(shop uuid, day date) RETURNS boolean LANGUAGE sql STABLE
    AS $$ SELECT NOT EXISTS (SELECT 1 FROM reports_mark m WHERE m.shop_id = shop AND m."on" = day) $$;

-- A change marks its shop and day in its own transaction: whoever sees the change sees the mark, however late it commits.
-- Marks are appended, never looked for, so that no writer waits for another.
CREATE FUNCTION reports_mark_orders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_mark (shop_id, "on") SELECT DISTINCT shop_id, reports_day(paid_at) FROM added WHERE paid_at IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER sales_mark_their_day AFTER INSERT ON orders_order REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION reports_mark_orders();

CREATE FUNCTION reports_mark_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_mark (shop_id, "on") VALUES (NEW.shop_id, reports_day(NEW.paid_at));
    RETURN NULL;
END $$;
CREATE TRIGGER what_is_paid_marks_its_day AFTER UPDATE OF paid_at ON orders_order
    FOR EACH ROW WHEN (NEW.paid_at IS NOT NULL AND OLD.paid_at IS DISTINCT FROM NEW.paid_at) EXECUTE FUNCTION reports_mark_order();

CREATE FUNCTION reports_mark_movements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_mark (shop_id, "on")
    SELECT DISTINCT l.shop_id, reports_day(m.at) FROM added m JOIN stock_level l ON l.id = m.level_id
    WHERE m.kind IN ('sold', 'sale_return', 'damaged', 'count_loss', 'count_gain', 'adjusted');
    RETURN NULL;
END $$;
CREATE TRIGGER goods_mark_their_day AFTER INSERT ON stock_movement REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION reports_mark_movements();

CREATE FUNCTION reports_mark_settlements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_mark (shop_id, "on") SELECT DISTINCT shop_id, reports_day(settled_at) FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER fees_mark_their_day AFTER INSERT ON settlement_settlement REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION reports_mark_settlements();

-- A refund names a document, not a shop: those of orders are kept here by shop. One that failed went back to nobody.
CREATE FUNCTION reports_keep_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'failed' THEN
        DELETE FROM reports_back WHERE refund_id = NEW.id;
    ELSE
        INSERT INTO reports_back (refund_id, shop_id, order_id, amount_minor, at)
        SELECT NEW.id, o.shop_id, o.id, NEW.amount_minor, NEW.created_at FROM orders_order o WHERE o.id = NEW.document_id
        ON CONFLICT (refund_id) DO NOTHING;
    END IF;
    INSERT INTO reports_mark (shop_id, "on") SELECT o.shop_id, reports_day(NEW.created_at) FROM orders_order o WHERE o.id = NEW.document_id;
    RETURN NULL;
END $$;
CREATE TRIGGER refunds_mark_their_day AFTER INSERT ON payments_refund FOR EACH ROW EXECUTE FUNCTION reports_keep_refund();
CREATE TRIGGER refunds_that_fail_mark_their_day AFTER UPDATE OF status ON payments_refund
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION reports_keep_refund();

-- What was traded before there were roll-ups.
INSERT INTO reports_back (refund_id, shop_id, order_id, amount_minor, at)
SELECT r.id, o.shop_id, o.id, r.amount_minor, r.created_at FROM payments_refund r JOIN orders_order o ON o.id = r.document_id WHERE r.status <> 'failed';
INSERT INTO reports_mark (shop_id, "on")
SELECT shop_id, reports_day(paid_at) FROM orders_order WHERE paid_at IS NOT NULL
UNION SELECT shop_id, reports_day(at) FROM reports_back
UNION SELECT shop_id, reports_day(settled_at) FROM settlement_settlement
UNION SELECT l.shop_id, reports_day(m.at) FROM stock_movement m JOIN stock_level l ON l.id = m.level_id
    WHERE m.kind IN ('sold', 'sale_return', 'damaged', 'count_loss', 'count_gain', 'adjusted');
