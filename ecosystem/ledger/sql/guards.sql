-- I7: an entry's currency is its account's.
ALTER TABLE ledger_entry ADD CONSTRAINT entry_in_the_currency_of_its_account
    FOREIGN KEY (account_id, currency) REFERENCES ledger_account (id, currency);

-- I1: whoever inserts entries, at commit each transfer sums to zero in each currency.
CREATE FUNCTION ledger_require_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    off record;
BEGIN
    SELECT currency, sum(amount_minor) AS total INTO off FROM ledger_entry
    WHERE transfer_id = NEW.transfer_id GROUP BY currency HAVING sum(amount_minor) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'transfer % is off by % %', NEW.transfer_id, off.total, off.currency USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_is_balanced';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transfer_is_balanced AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_require_balance();

-- I3: the past is not edited, by nobody's hand.
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed: post a counter-transfer', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER transfers_are_append_only BEFORE UPDATE OR DELETE ON ledger_transfer FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER entries_are_append_only BEFORE UPDATE OR DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();

-- I6: a resolved hold stays as it was resolved.
CREATE FUNCTION ledger_hold_resolves_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'pending' THEN
        RAISE EXCEPTION 'hold % is %', OLD.id, OLD.status USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_hold_resolves_once BEFORE UPDATE ON ledger_hold FOR EACH ROW EXECUTE FUNCTION ledger_hold_resolves_once();
