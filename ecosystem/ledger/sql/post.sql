-- Posts one balanced transfer in one call. p_codes are distinct and p_amounts non-zero, merged by
-- the caller. A refusal is raised with SQLSTATE TW001 (insufficient funds), TW002 (unknown
-- account) or TW003 (the key stands for something else), its DETAIL the code of the account: no
-- transaction survives it. p_hold_account / p_hold_minor let go of a hold in the same breath.
CREATE FUNCTION ledger_post(
    p_id uuid, p_key text, p_kind text, p_fingerprint bytea, p_at timestamptz, p_memo jsonb,
    p_codes text[], p_amounts bigint[], p_hold_account bigint DEFAULT NULL, p_hold_minor bigint DEFAULT 0,
    OUT transfer_id uuid)
-- Planned once: PostgreSQL would plan anew for each pair of arrays, which costs more than all the rest.
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    prior record;
    ids bigint[];
    amounts bigint[];
    lacking text;
BEGIN
    -- The unique key is the lock: a twin waits here until the first has committed, and then reads its transfer.
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

    -- Rows are locked above the sort: in the order of ids, whatever the order of the legs.
    SELECT array_agg(a.id), array_agg(a.amount), min(a.code) FILTER (WHERE a.short)
    INTO ids, amounts, lacking
    FROM (
        SELECT a.id, a.code, w.amount, w.amount < 0 AND NOT a.may_overdraw
            AND a.balance_minor + w.amount < a.held_minor - CASE WHEN a.id = p_hold_account THEN p_hold_minor ELSE 0 END AS short
        FROM unnest(p_codes, p_amounts) AS w(code, amount) JOIN ledger_account a ON a.code = w.code
        ORDER BY a.id FOR NO KEY UPDATE OF a
    ) a;
    IF cardinality(ids) IS DISTINCT FROM cardinality(p_codes) THEN
        SELECT w.code INTO lacking FROM unnest(p_codes) w(code) WHERE NOT EXISTS (SELECT FROM ledger_account a WHERE a.code = w.code) LIMIT 1;
        RAISE EXCEPTION 'an account is not open' USING ERRCODE = 'TW002', DETAIL = coalesce(lacking, '');
    END IF;
    IF lacking IS NOT NULL THEN
        RAISE EXCEPTION 'not enough money' USING ERRCODE = 'TW001', DETAIL = lacking;
    END IF;

    WITH moved AS (
        UPDATE ledger_account a
        SET balance_minor = a.balance_minor + w.amount, version = a.version + 1,
            held_minor = a.held_minor - CASE WHEN a.id = p_hold_account THEN p_hold_minor ELSE 0 END
        FROM unnest(ids, amounts) AS w(id, amount) WHERE a.id = w.id
        RETURNING a.id, a.currency, w.amount, a.balance_minor, a.version
    )
    INSERT INTO ledger_entry (transfer_id, account_id, currency, amount_minor, balance_after_minor, version)
    SELECT p_id, m.id, m.currency, m.amount, m.balance_minor, m.version FROM moved m;
END $$;
