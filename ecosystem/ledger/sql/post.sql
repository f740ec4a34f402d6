-- Posts one balanced transfer in one call. p_codes are distinct and p_amounts non-zero, merged by
-- the caller. A refusal is raised with SQLSTATE TW001 (insufficient funds), TW002 (unknown
-- account) or TW003 (the key stands for something else): no transaction survives it.
-- p_hold_account / p_hold_minor let go of a hold in the same breath.
CREATE FUNCTION ledger_post(
    p_id uuid, p_key text, p_kind text, p_fingerprint bytea, p_at timestamptz, p_memo jsonb,
    p_codes text[], p_amounts bigint[], p_hold_account bigint DEFAULT NULL, p_hold_minor bigint DEFAULT 0,
    OUT transfer_id uuid)
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    leg record;
    prior record;
    seen integer := 0;
BEGIN
    INSERT INTO ledger_transfer (id, key, kind, fingerprint, memo, at) VALUES (p_id, p_key, p_kind, p_fingerprint, p_memo, p_at)
    ON CONFLICT (key) DO NOTHING;
    IF NOT FOUND THEN
        SELECT t.id, t.fingerprint INTO prior FROM ledger_transfer t WHERE t.key = p_key;
        transfer_id := prior.id;
        IF prior.fingerprint <> p_fingerprint THEN
            RAISE EXCEPTION 'transfer % was posted with other content', p_key USING ERRCODE = 'TW003';
        END IF;
        RETURN;
    END IF;
    transfer_id := p_id;
    FOR leg IN
        SELECT a.id, a.code, a.currency, a.balance_minor, a.held_minor, a.may_overdraw, a.version, w.amount
        FROM ledger_account a JOIN unnest(p_codes, p_amounts) AS w(code, amount) ON w.code = a.code
        ORDER BY a.id FOR NO KEY UPDATE OF a
    LOOP
        seen := seen + 1;
        IF leg.id = p_hold_account THEN
            leg.held_minor := leg.held_minor - p_hold_minor;
        END IF;
        IF NOT leg.may_overdraw AND leg.balance_minor + leg.amount < leg.held_minor AND leg.amount < 0 THEN
            RAISE EXCEPTION 'not enough in %', leg.code USING ERRCODE = 'TW001';
        END IF;
        UPDATE ledger_account SET balance_minor = leg.balance_minor + leg.amount, held_minor = leg.held_minor, version = leg.version + 1 WHERE id = leg.id;
        INSERT INTO ledger_entry (transfer_id, account_id, currency, amount_minor, balance_after_minor, version)
        VALUES (p_id, leg.id, leg.currency, leg.amount, leg.balance_minor + leg.amount, leg.version + 1);
    END LOOP;
    IF seen < cardinality(p_codes) THEN
        RAISE EXCEPTION 'one of % is not open', p_codes USING ERRCODE = 'TW002';
    END IF;
END $$;
