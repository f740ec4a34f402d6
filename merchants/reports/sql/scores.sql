CREATE FUNCTION reports_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed: write new ones', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER scores_are_written_once BEFORE UPDATE OR DELETE ON reports_score FOR EACH ROW EXECUTE FUNCTION reports_refuse_change();
