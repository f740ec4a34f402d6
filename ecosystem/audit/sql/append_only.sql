-- The app's role may not change these rows at all (REVOKE, in the migration); the trigger stops
-- everybody else from doing it by accident.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER acts_are_never_changed BEFORE UPDATE OR DELETE ON audit_act FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER acts_are_never_emptied BEFORE TRUNCATE ON audit_act FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seals_are_never_changed BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seals_are_never_emptied BEFORE TRUNCATE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
