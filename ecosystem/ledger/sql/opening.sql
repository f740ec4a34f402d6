-- I8: money comes into an account by entries alone. An account that was born with some would make the
-- currency's sum differ from zero with no transfer to blame.
CREATE FUNCTION ledger_require_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.balance_minor, NEW.held_minor, NEW.version) <> (0, 0, 0) THEN
        RAISE EXCEPTION 'account % is not opened empty', NEW.code USING ERRCODE = 'check_violation', CONSTRAINT = 'accounts_are_opened_empty';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER accounts_are_opened_empty AFTER INSERT ON ledger_account FOR EACH ROW EXECUTE FUNCTION ledger_require_empty();
