CREATE FUNCTION aftersale_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER steps_are_written_once BEFORE UPDATE OR DELETE ON aftersale_step FOR EACH ROW EXECUTE FUNCTION aftersale_refuse_change();
CREATE TRIGGER photos_are_written_once BEFORE UPDATE OR DELETE ON aftersale_photo FOR EACH ROW EXECUTE FUNCTION aftersale_refuse_change();
