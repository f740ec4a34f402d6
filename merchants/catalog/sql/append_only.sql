CREATE FUNCTION catalog_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed: undo the batch instead', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER batch_rows_are_append_only BEFORE UPDATE OR DELETE ON catalog_batchrow FOR EACH ROW EXECUTE FUNCTION catalog_refuse_change();
