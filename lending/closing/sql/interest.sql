-- Interest that a day's close has to add, draw by draw: the same cumulative formula as
-- lending.products.rules, exact in integers, for the lines that the close holds. p_until is the
-- first day that does not count yet.
CREATE FUNCTION closing_interest(p_until date)
RETURNS TABLE (draw_id uuid, facility_id uuid, units numeric, interest_minor bigint, grown bigint, owed bigint)
LANGUAGE sql STABLE AS $$
    SELECT id, facility, total, rounded, rounded - posted, outstanding + rounded - paid
    FROM (
        SELECT *, div(2 * total + 1000000 * basis, 2 * 1000000 * basis)::bigint AS rounded
        FROM (
            SELECT d.id, f.id AS facility, d.interest_minor AS posted, d.outstanding_minor AS outstanding, d.interest_paid_minor AS paid,
                substr(f.day_count, 5)::int AS basis,
                d.interest_units + d.outstanding_minor::numeric * (f.annual_rate * 1000000)::bigint * (p_until - f.accrued_until) AS total
            FROM loans_draw d JOIN loans_facility f ON f.id = d.facility_id
            JOIN closing_closeentry e ON e.facility_id = f.id AND e."on" = p_until - 1 AND e.step = 'accrual'
            WHERE d.outstanding_minor > 0 AND f.accrued_until < p_until
        ) run
    ) told
$$;

-- Write what closing_interest() says into the loan book under one ledger transfer. Each statement
-- asks anew and joins by an index: a join of common table expressions, whose sizes the planner can't
-- know, takes quadratic time. The draws come last, since they are what is asked.
CREATE FUNCTION closing_post_interest(p_until date, p_transfer uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    ending text := '/interest/' || p_until;
BEGIN
    INSERT INTO loans_loantransaction
        (id, facility_id, kind, amount_minor, principal_minor, interest_minor, owed_after_minor, value_on, booked_at, key, transfer_id)
    SELECT gen_random_uuid(), facility_id, 'interest', sum(grown), 0, sum(grown), sum(owed), p_until - 1, p_at, 'loan/' || facility_id || ending, p_transfer
    FROM closing_interest(p_until) GROUP BY facility_id HAVING sum(grown) > 0;

    INSERT INTO loans_loanentry (transaction_id, draw_id, principal_minor, interest_minor)
    SELECT t.id, run.draw_id, 0, run.grown
    FROM closing_interest(p_until) run JOIN loans_loantransaction t ON t.key = 'loan/' || run.facility_id || ending
    WHERE run.grown > 0;

    UPDATE closing_closeentry e SET interest_minor = t.interest_minor FROM loans_loantransaction t
    WHERE e."on" = p_until - 1 AND e.step = 'accrual' AND t.key = 'loan/' || e.facility_id || ending AND t.transfer_id = p_transfer;

    UPDATE loans_draw d SET interest_units = run.units, interest_minor = run.interest_minor
    FROM closing_interest(p_until) run WHERE d.id = run.draw_id;
END $$;
