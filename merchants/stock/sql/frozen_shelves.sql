-- While a count holds a shelf still nothing comes or goes but what the count itself posts, whoever inserts the movement.
CREATE FUNCTION stock_refuse_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added m JOIN stock_level l ON l.id = m.level_id
        WHERE m.quantity <> 0 AND l.frozen_by_id IS NOT NULL AND m.cause IS DISTINCT FROM l.frozen_by_id) THEN
        RAISE EXCEPTION 'nothing_moves_on_a_frozen_shelf' USING ERRCODE = 'check_violation', CONSTRAINT = 'nothing_moves_on_a_frozen_shelf';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER nothing_moves_on_a_frozen_shelf AFTER INSERT ON stock_movement REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION stock_refuse_frozen();
