-- What a closed month said is never changed; it is opened again once, with a reason, and closed anew as another row.
CREATE FUNCTION periods_keep_what_was_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.opened_at IS NOT NULL
        OR (NEW.id, NEW.shop_id, NEW.first, NEW.figures, NEW.closed_by_id, NEW.closed_at)
            IS DISTINCT FROM (OLD.id, OLD.shop_id, OLD.first, OLD.figures, OLD.closed_by_id, OLD.closed_at) THEN
        RAISE EXCEPTION 'what a closed month said is never changed: open it again' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closed_months_are_kept BEFORE UPDATE OR DELETE ON periods_closedmonth
    FOR EACH ROW EXECUTE FUNCTION periods_keep_what_was_closed();

-- The first day of a shop's books that may be written to.
CREATE FUNCTION periods_closed_until(shop uuid) RETURNS date LANGUAGE sql STABLE
    AS $$ SELECT (max(first) + interval '1 month')::date FROM periods_closedmonth WHERE shop_id = shop AND opened_at IS NULL $$;
