"""What our rows say happened on a day by one source, and how a file and the ledger differ from it: SQL over whole sets."""

# kind, id, amount, state, transfer: what the source's file must contain.
EXPECTED = """
    SELECT 'payment' AS kind, p.id, p.amount_minor - p.beside_minor AS amount_minor, 'succeeded' AS state, p.transfer_id
    FROM payments_payment p
    WHERE p.method = %(source)s AND p.status = 'succeeded' AND p.decided_at >= %(begins)s AND p.decided_at < %(ends)s
    UNION ALL
    SELECT 'refund', r.id, r.amount_minor - r.beside_minor, 'succeeded', r.transfer_id
    FROM payments_refund r JOIN payments_payment p ON p.id = r.payment_id
    WHERE p.method = %(source)s AND r.status = 'succeeded' AND r.decided_by = '' AND r.amount_minor > r.beside_minor
        AND COALESCE(r.decided_at, r.created_at) >= %(begins)s AND COALESCE(r.decided_at, r.created_at) < %(ends)s
    UNION ALL
    SELECT 'payout', d.id, d.amount_minor, CASE WHEN d.status = 'returned' THEN 'returned' ELSE 'succeeded' END, d.transfer_id
    FROM payments_disbursement d
    WHERE d.rail = %(source)s AND d.status IN ('succeeded', 'returned') AND d.decided_at >= %(begins)s AND d.decided_at < %(ends)s"""

# Ours by id whatever its day and state, for lines that the day's own rows don't explain.
ANY = """
    SELECT 'payment' AS kind, p.id, p.amount_minor - p.beside_minor AS amount_minor, p.status::text AS state
    FROM payments_payment p WHERE p.method = %(source)s
    UNION ALL
    SELECT 'refund', r.id, r.amount_minor - r.beside_minor, r.status FROM payments_refund r JOIN payments_payment p ON p.id = r.payment_id
    WHERE p.method = %(source)s
    UNION ALL
    SELECT 'payout', d.id, d.amount_minor, d.status FROM payments_disbursement d WHERE d.rail = %(source)s"""

# Both sides of the day first, in tables of the session's own that can be analysed: inside one statement the planner takes
# a file for a handful of lines and walks ours once for each. A line more of the same thing is theirs only, however often
# ours happened; what crossed midnight is in the neighbour's file.
SIDES = (
    "DROP TABLE IF EXISTS pg_temp.day_ours, pg_temp.day_lines",
    f"CREATE TEMPORARY TABLE day_ours ON COMMIT DROP AS {EXPECTED}",
    """
CREATE TEMPORARY TABLE day_lines ON COMMIT DROP AS
SELECT l.kind, l.ours_id, l.amount_minor, l.state, s."on" = %(on)s AS today,
    row_number() OVER (PARTITION BY l.kind, l.ours_id ORDER BY s."on" <> %(on)s, s."on", l.number) AS time
FROM payments_statementline l JOIN payments_statement s ON s.id = l.statement_id
WHERE s.source = %(source)s AND s."on" BETWEEN %(on)s::date - 1 AND %(on)s::date + 1""",
    "ANALYZE day_ours, day_lines",
)

DIFFERENCES = f"""
WITH first AS (SELECT * FROM day_lines WHERE time = 1),
strangers AS (SELECT f.* FROM first f WHERE f.today AND NOT EXISTS (SELECT 1 FROM day_ours o WHERE o.kind = f.kind AND o.id = f.ours_id)),
moved AS (
    SELECT e.transfer_id, SUM(e.amount_minor) AS amount_minor FROM ledger_entry e JOIN day_ours o ON o.transfer_id = e.transfer_id
    WHERE e.amount_minor > 0 GROUP BY e.transfer_id),
posted AS (
    SELECT t.id AS transfer_id, split_part(t.key, '/', 2)::uuid AS id, CASE t.kind WHEN 'disbursement_sent' THEN 'payout' ELSE t.kind END AS kind
    FROM ledger_transfer t WHERE t.kind IN ('payment', 'refund', 'disbursement_sent') AND t.at >= %(begins)s AND t.at < %(ends)s
        AND t.key ~ '^(payment|refund|disbursement)/[0-9a-f-]{{36}}(/sent)?$'),
diffs AS (
    SELECT 'file' AS against, o.kind, o.id, CASE WHEN f.ours_id IS NULL THEN 'ours_only' WHEN f.amount_minor <> o.amount_minor THEN 'amount'
        ELSE 'state' END AS difference, o.amount_minor AS ours_minor, f.amount_minor AS theirs_minor, o.state AS ours_state, f.state AS theirs_state
    FROM day_ours o LEFT JOIN first f ON f.kind = o.kind AND f.ours_id = o.id
    WHERE f.ours_id IS NULL OR f.amount_minor <> o.amount_minor OR f.state <> o.state
    UNION ALL
    SELECT 'file', s.kind, s.ours_id, CASE WHEN a.id IS NULL THEN 'theirs_only' WHEN a.amount_minor <> s.amount_minor THEN 'amount' ELSE 'state' END,
        a.amount_minor, s.amount_minor, a.state, s.state
    FROM strangers s LEFT JOIN ({ANY}) a ON a.kind = s.kind AND a.id = s.ours_id
    WHERE a.id IS NULL OR a.amount_minor <> s.amount_minor OR a.state <> s.state
    UNION ALL
    SELECT 'file', l.kind, l.ours_id, 'theirs_only', NULL, SUM(l.amount_minor), NULL, MIN(l.state) FROM day_lines l
    WHERE l.time > 1 AND l.today AND EXISTS (SELECT 1 FROM first f WHERE f.kind = l.kind AND f.ours_id = l.ours_id)
        AND NOT EXISTS (SELECT 1 FROM strangers s LEFT JOIN ({ANY}) a ON a.kind = s.kind AND a.id = s.ours_id
            WHERE s.kind = l.kind AND s.ours_id = l.ours_id AND a.id IS NULL)
    GROUP BY l.kind, l.ours_id
    UNION ALL
    SELECT 'ledger', o.kind, o.id, CASE WHEN m.transfer_id IS NULL THEN 'ours_only' ELSE 'amount' END, o.amount_minor, m.amount_minor, o.state, NULL
    FROM day_ours o LEFT JOIN moved m ON m.transfer_id = o.transfer_id WHERE m.amount_minor IS DISTINCT FROM o.amount_minor
    UNION ALL
    SELECT 'ledger', p.kind, p.id, CASE WHEN a.id IS NULL THEN 'theirs_only' ELSE 'state' END, a.amount_minor, (
        SELECT SUM(e.amount_minor) FROM ledger_entry e WHERE e.transfer_id = p.transfer_id AND e.amount_minor > 0), a.state, 'posted'
    FROM posted p LEFT JOIN ({ANY}) a ON a.kind = p.kind AND a.id = p.id
    WHERE (a.id IS NULL AND %(keeps_strays)s AND NOT EXISTS (SELECT 1 FROM payments_payment x WHERE x.id = p.id)
            AND NOT EXISTS (SELECT 1 FROM payments_refund x WHERE x.id = p.id)
            AND NOT EXISTS (SELECT 1 FROM payments_disbursement x WHERE x.id = p.id))
        OR a.state IN ('created', 'pending', 'unknown', 'failed', 'closed', 'waiting', 'requested', 'submitted'))"""  # noqa: S608 - our own texts

RECONCILE = f"""{DIFFERENCES},
opened AS (
    INSERT INTO payments_case (id, source, "on", against, kind, ours_id, difference, ours_minor, theirs_minor, ours_state, theirs_state, status,
        opened_at, reason, asked_by, decided_by)
    SELECT gen_random_uuid(), %(source)s, %(on)s, against, kind, id, difference, ours_minor, theirs_minor, COALESCE(ours_state, ''),
        COALESCE(theirs_state, ''), 'open', %(at)s, '', '', '' FROM diffs
    ON CONFLICT (source, "on", against, kind, ours_id, difference) DO UPDATE SET status = 'open', decided_at = NULL, decided_by = '',
        ours_minor = EXCLUDED.ours_minor, theirs_minor = EXCLUDED.theirs_minor, ours_state = EXCLUDED.ours_state,
        theirs_state = EXCLUDED.theirs_state, reason = '', asked_by = ''
        WHERE payments_case.status = 'resolved' OR (payments_case.ours_minor, payments_case.theirs_minor) IS DISTINCT FROM
            (EXCLUDED.ours_minor, EXCLUDED.theirs_minor) OR payments_case.difference = 'state' AND
            (payments_case.ours_state, payments_case.theirs_state) <> (EXCLUDED.ours_state, EXCLUDED.theirs_state)
    RETURNING id),
stood AS (SELECT c.* FROM opened JOIN payments_case c USING (id)),
resolved AS (
    UPDATE payments_case c SET status = 'resolved', decided_at = %(at)s, decided_by = %(by)s
    WHERE c.source = %(source)s AND c."on" = %(on)s AND c.status = 'open' AND NOT EXISTS (
        SELECT 1 FROM diffs d WHERE d.against = c.against AND d.kind = c.kind AND d.id = c.ours_id AND d.difference = c.difference)
    RETURNING 1)
SELECT (SELECT count(*) FROM day_ours), (SELECT count(*) FROM opened) - (SELECT count(*) FROM stood WHERE status = 'open'),
    (SELECT count(*) FROM resolved),
    (SELECT json_agg(json_build_array(id, status, ours_minor, theirs_minor, reason)) FROM stood WHERE status IN ('explained', 'waived'))"""  # noqa: S608 - our own texts
