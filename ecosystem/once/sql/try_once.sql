-- One round trip: take the key if nobody holds it, then look for an earlier effect.
-- The look-up is a statement of its own inside a VOLATILE function, so it sees what the
-- previous holder committed just before the lock was won.
CREATE FUNCTION once_try(p_scope text, p_key text, OUT taken boolean, OUT fingerprint bytea, OUT result jsonb)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    taken := pg_try_advisory_xact_lock(hashtextextended(p_scope || chr(31) || p_key, 77));
    IF taken THEN
        SELECT e.fingerprint, e.result INTO once_try.fingerprint, once_try.result
        FROM once_effect e WHERE e.scope = p_scope AND e.key = p_key;
    END IF;
END $$;
