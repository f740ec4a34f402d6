-- What was reserved, used and given back stays as it was.
CREATE FUNCTION lending_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER limit_moves_are_append_only BEFORE UPDATE OR DELETE ON limits_limitmove FOR EACH ROW EXECUTE FUNCTION lending_refuse_change();
