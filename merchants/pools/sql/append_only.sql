CREATE FUNCTION pools_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER a_pool_keeps_its_ladder BEFORE UPDATE OR DELETE ON pools_poolstep FOR EACH ROW EXECUTE FUNCTION pools_refuse_change();
