-- Movements before this one knew no value and fewer kinds: replay each shelf from its first movement, as the verbs do now.
ALTER TABLE stock_movement DISABLE TRIGGER movements_are_append_only;
DO $$
DECLARE
    m record;
    shelf bigint;
    held numeric;
    worth bigint;
    last_cost numeric;
    moved bigint;
    quantity numeric;
BEGIN
    FOR m IN SELECT * FROM stock_movement ORDER BY level_id, id LOOP
        IF shelf IS DISTINCT FROM m.level_id THEN
            shelf := m.level_id; held := 0; worth := 0; last_cost := 0;
        END IF;
        quantity := abs(m.quantity);
        IF m.quantity < 0 THEN
            moved := -CASE WHEN held <= quantity THEN worth ELSE div(2 * worth * quantity + held, 2 * held) END;
        ELSIF m.kind = 'received' THEN
            moved := round(COALESCE(m.unit_cost_minor, 0) * quantity);
            last_cost := round(moved / quantity, 6);
        ELSE
            moved := CASE WHEN held > 0 THEN div(2 * worth * quantity + held, 2 * held) ELSE round(last_cost * quantity) END;
        END IF;
        held := held + m.quantity; worth := worth + moved;
        UPDATE stock_movement SET value_minor = moved, value_after_minor = worth, kind = CASE
            WHEN kind = 'counted' AND m.quantity > 0 THEN 'count_gain'
            WHEN kind = 'counted' THEN 'count_loss'
            WHEN kind = 'returned' THEN 'sale_return'
            ELSE kind END WHERE id = m.id;
        UPDATE stock_level SET value_minor = worth, unit_cost = last_cost WHERE id = shelf;
    END LOOP;
END $$;
ALTER TABLE stock_movement ENABLE TRIGGER movements_are_append_only;
