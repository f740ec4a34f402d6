-- "Open now" leaves out shops that the bank has stopped, as it does those that their keeper has.
DO $$
BEGIN
    EXECUTE replace(pg_get_functiondef('shops_nearby'::regproc), 'OR s.selling)', 'OR (s.selling AND s.suspended_at IS NULL))');
    EXECUTE replace(pg_get_functiondef('shops_alike'::regproc), 'SELECT s.id, s.selling,', 'SELECT s.id, (s.selling AND s.suspended_at IS NULL) AS selling,');
END $$;
