-- No goods move in a month that their shop has closed, whoever inserts the movement.
CREATE FUNCTION stock_refuse_closed_months() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM (
            SELECT l.shop_id, min((m.at AT TIME ZONE 'Asia/Shanghai')::date) AS day FROM added m JOIN stock_level l ON l.id = m.level_id GROUP BY 1) s
        WHERE s.day < periods_closed_until(s.shop_id)) THEN
        RAISE EXCEPTION 'goods_move_in_an_open_month' USING ERRCODE = 'check_violation', CONSTRAINT = 'goods_move_in_an_open_month';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER goods_move_in_an_open_month AFTER INSERT ON stock_movement REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION stock_refuse_closed_months();
