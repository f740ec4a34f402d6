-- I4 from the other side: whoever inserts an entry, at commit its account has come to it, and it
-- continues the entry before it. Without this an entry could be left that no balance knows of.
CREATE FUNCTION ledger_require_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM ledger_account a
    WHERE a.id = NEW.account_id AND a.version >= NEW.version AND CASE
        WHEN NEW.version = 1 THEN NEW.balance_after_minor = NEW.amount_minor
        ELSE EXISTS (
            SELECT FROM ledger_entry p
            WHERE p.account_id = NEW.account_id AND p.version = NEW.version - 1 AND p.balance_after_minor = NEW.balance_after_minor - NEW.amount_minor)
        END;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'entry % of account % does not continue its chain', NEW.version, NEW.account_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'versions_follow_each_other';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER versions_follow_each_other AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_require_chain();
