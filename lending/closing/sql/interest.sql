-- Interest that a day's close has to add, draw by draw: the same cumulative formula as
-- lending.products.rules, exact in integers, for the lines that the close holds. p_until is the first day that does not count yet.
CREATE FUNCTION closing_interest(p_until date)
RETURNS TABLE (draw_id uuid, facility_id uuid, units numeric, interest_minor bigint, grown bigint)
LANGUAGE sql STABLE AS $$
    SELECT id, facility, total, rounded, rounded - posted
    FROM (
        SELECT id, facility, total, posted, div(2 * total + 1000000 * basis, 2 * 1000000 * basis)::bigint AS rounded
        FROM (
            SELECT d.id, f.id AS facility, d.interest_minor AS posted, substr(f.day_count, 5)::int AS basis,
                d.interest_units + d.outstanding_minor::numeric * (f.annual_rate * 1000000)::bigint * (p_until - f.accrued_until) AS total
            FROM loans_draw d JOIN loans_facility f ON f.id = d.facility_id
            JOIN closing_closeentry e ON e.facility_id = f.id AND e."on" = p_until - 1 AND e.step = 'accrual'
            WHERE d.outstanding_minor > 0 AND f.accrued_until < p_until
        ) run
    ) told
$$;

-- Write what closing_interest() says into the loan book under one ledger transfer.
CREATE FUNCTION closing_post_interest(p_until date, p_transfer uuid, p_at timestamptz) RETURNS void
LANGUAGE sql VOLATILE AS $$
    WITH run AS MATERIALIZED (
        SELECT * FROM closing_interest(p_until)
    ), moved AS (
        UPDATE loans_draw d SET interest_units = run.units, interest_minor = run.interest_minor FROM run WHERE d.id = run.draw_id
    ), grown AS (
        SELECT run.facility_id, sum(run.grown)::bigint AS interest,
            sum(d.outstanding_minor + run.interest_minor - d.interest_paid_minor)::bigint AS owed
        FROM run JOIN loans_draw d ON d.id = run.draw_id GROUP BY run.facility_id HAVING sum(run.grown) > 0
    ), noted AS (
        UPDATE closing_closeentry e SET interest_minor = grown.interest FROM grown
        WHERE e.facility_id = grown.facility_id AND e."on" = p_until - 1 AND e.step = 'accrual'
    ), booked AS (
        INSERT INTO loans_loantransaction
            (id, facility_id, kind, amount_minor, principal_minor, interest_minor, owed_after_minor, value_on, booked_at, key, transfer_id)
        SELECT gen_random_uuid(), facility_id, 'interest', interest, 0, interest, owed, p_until - 1, p_at,
            'loan/' || facility_id || '/interest/' || p_until, p_transfer
        FROM grown RETURNING id, facility_id
    )
    INSERT INTO loans_loanentry (transaction_id, draw_id, principal_minor, interest_minor)
    SELECT booked.id, run.draw_id, 0, run.grown FROM run JOIN booked USING (facility_id) WHERE run.grown > 0;
$$;
