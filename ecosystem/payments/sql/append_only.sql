CREATE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER rail_answers_are_written_once BEFORE UPDATE OR DELETE ON payments_railanswer
    FOR EACH ROW EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER statement_lines_are_written_once BEFORE UPDATE OR DELETE ON payments_statementline
    FOR EACH ROW EXECUTE FUNCTION payments_refuse_change();
