-- A code says what the account is, whose, and in what currency.
ALTER TABLE ledger_account ADD CONSTRAINT account_code_tells_whose_it_is CHECK (
    currency ~ '^[A-Z]{3}$' AND CASE
        WHEN party_id IS NULL THEN kind LIKE 'bank\_%' AND code ~ ('^bank/' || substr(kind, 6) || '/[0-9]{2}/' || currency || '$')
        ELSE kind IN ('deposit', 'pending', 'available') AND code = kind || '/' || party_id || '/' || currency
    END);

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
CREATE TRIGGER transfers_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER entries_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER proof_runs_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_proofrun
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER accounts_are_never_removed BEFORE DELETE OR TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER holds_are_never_removed BEFORE DELETE OR TRUNCATE ON ledger_hold
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

-- What an account is called and may do is settled when it is opened.
CREATE TRIGGER accounts_keep_their_name BEFORE UPDATE OF id, code, kind, party_id, currency, may_overdraw ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

-- A new balance leaves the indexes alone while the row's page has room for it.
ALTER TABLE ledger_account SET (fillfactor = 50);

-- I6: a hold is resolved once, and nothing but its resolution is ever written to it.
CREATE FUNCTION ledger_hold_resolves_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> 'pending' OR (NEW.id, NEW.key, NEW.account_id, NEW.amount_minor, NEW.placed_at, NEW.expires_at)
        IS DISTINCT FROM (OLD.id, OLD.key, OLD.account_id, OLD.amount_minor, OLD.placed_at, OLD.expires_at)
    THEN
        RAISE EXCEPTION 'hold % is %', OLD.id, OLD.status USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_hold_resolves_once BEFORE UPDATE ON ledger_hold FOR EACH ROW EXECUTE FUNCTION ledger_hold_resolves_once();

-- I4: a balance is what the last entry left, and a version its number; asked at commit, of whoever changed them.
CREATE FUNCTION ledger_require_last_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_entry WHERE account_id = NEW.id AND version = NEW.version AND balance_after_minor = NEW.balance_minor) THEN
        RAISE EXCEPTION 'the balance of % is not what its last entry left', NEW.code
            USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_is_what_the_last_entry_left';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balance_is_what_the_last_entry_left AFTER UPDATE OF balance_minor, version ON ledger_account
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_require_last_entry();
