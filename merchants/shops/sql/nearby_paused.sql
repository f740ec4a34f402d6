-- "Open now" leaves out shops that are paused. A pause that is over is tidied away within seconds (shops.end_modes).
DO $$
BEGIN
    EXECUTE replace(pg_get_functiondef('shops_nearby'::regproc), 's.suspended_at IS NULL)', 's.suspended_at IS NULL AND s.paused_until IS NULL)');
    EXECUTE replace(pg_get_functiondef('shops_alike'::regproc), 's.suspended_at IS NULL)', 's.suspended_at IS NULL AND s.paused_until IS NULL)');
END $$;
