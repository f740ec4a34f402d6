CREATE FUNCTION couriers_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER couriers_calls_are_written_once BEFORE UPDATE OR DELETE ON couriers_couriercall
    FOR EACH ROW EXECUTE FUNCTION couriers_refuse_change();
