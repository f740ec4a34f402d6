CREATE FUNCTION wholesale_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed: they say what a file came to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER a_load_is_reported_once BEFORE UPDATE OR DELETE ON wholesale_load FOR EACH ROW EXECUTE FUNCTION wholesale_refuse_change();
CREATE TRIGGER verdicts_are_counted_once BEFORE UPDATE OR DELETE ON wholesale_tally FOR EACH ROW EXECUTE FUNCTION wholesale_refuse_change();
CREATE TRIGGER left_over_lines_stay_listed BEFORE UPDATE OR DELETE ON wholesale_leftover FOR EACH ROW EXECUTE FUNCTION wholesale_refuse_change();
