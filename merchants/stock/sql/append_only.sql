CREATE FUNCTION stock_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed: move the goods back instead', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER movements_are_append_only BEFORE UPDATE OR DELETE ON stock_movement FOR EACH ROW EXECUTE FUNCTION stock_refuse_change();
CREATE TRIGGER receipts_are_append_only BEFORE UPDATE OR DELETE ON stock_receipt FOR EACH ROW EXECUTE FUNCTION stock_refuse_change();
