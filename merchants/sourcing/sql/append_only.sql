CREATE FUNCTION sourcing_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed: quote anew instead', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER quotes_say_what_they_said BEFORE UPDATE OR DELETE ON sourcing_quoteversion FOR EACH ROW EXECUTE FUNCTION sourcing_refuse_change();
CREATE TRIGGER quoted_lines_say_what_they_said BEFORE UPDATE OR DELETE ON sourcing_quoteline FOR EACH ROW EXECUTE FUNCTION sourcing_refuse_change();
CREATE TRIGGER awards_are_made_for_ever BEFORE UPDATE OR DELETE ON sourcing_awardline FOR EACH ROW EXECUTE FUNCTION sourcing_refuse_change();
