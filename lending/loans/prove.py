"""What must hold between the loan book, the limits and the ledger."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "loans_loantransaction",
    {
        "what is drawn and unpaid equals the bank's loans": """
        SELECT 'loans', owed, -booked FROM
            (SELECT coalesce(sum(outstanding_minor), 0) AS owed FROM loans_draw) d,
            (SELECT coalesce(sum(balance_minor), 0) AS booked FROM ledger_account WHERE kind = 'bank_loans') l
        WHERE owed <> -booked""",
        "interest posted and unpaid equals the bank's interest receivable": """
        SELECT 'interest', due, -booked FROM
            (SELECT coalesce(sum(interest_minor - interest_paid_minor), 0) AS due FROM loans_draw) d,
            (SELECT coalesce(sum(balance_minor), 0) AS booked FROM ledger_account WHERE kind = 'bank_interest_receivable') l
        WHERE due <> -booked""",
        "interest posted equals the bank's interest income": """
        SELECT 'income', posted, booked FROM
            (SELECT coalesce(sum(interest_minor), 0) AS posted FROM loans_draw) d,
            (SELECT coalesce(sum(balance_minor), 0) AS booked FROM ledger_account WHERE kind = 'bank_interest_income') l
        WHERE posted <> booked""",
        "interest posted equals the cumulative formula": """
        SELECT 'draw', d.id, d.interest_minor FROM loans_draw d JOIN loans_facility f ON f.id = d.facility_id
        WHERE d.interest_minor <> div(2 * d.interest_units + 1000000 * substr(f.day_count, 5)::int, 2 * 1000000 * substr(f.day_count, 5)::int)""",
        "interest units follow from the movements of principal": """
        SELECT 'draw', d.id, d.interest_units FROM loans_draw d JOIN loans_facility f ON f.id = d.facility_id
        JOIN loans_loanentry e ON e.draw_id = d.id JOIN loans_loantransaction t ON t.id = e.transaction_id
        GROUP BY d.id, f.id
        HAVING d.interest_units <> sum(e.principal_minor * (f.accrued_until - t.value_on)) * (f.annual_rate * 1000000)::bigint""",
        "a draw equals its entries": """
        SELECT 'draw', d.id FROM loans_draw d LEFT JOIN loans_loanentry e ON e.draw_id = d.id GROUP BY d.id
        HAVING d.outstanding_minor <> coalesce(sum(e.principal_minor), 0)
            OR d.interest_minor - d.interest_paid_minor <> coalesce(sum(e.interest_minor), 0)""",
        "a transaction equals its entries": """
        SELECT 'transaction', t.id FROM loans_loantransaction t LEFT JOIN loans_loanentry e ON e.transaction_id = t.id GROUP BY t.id
        HAVING t.principal_minor <> abs(coalesce(sum(e.principal_minor), 0)) OR t.interest_minor <> abs(coalesce(sum(e.interest_minor), 0))""",
        "a limit's use equals what is drawn under it": """
        SELECT 'limit', n.code, n.used_minor, coalesce(sum(d.outstanding_minor), 0) FROM limits_limitnode n
        LEFT JOIN loans_facility f ON f.limit_node_id = n.id LEFT JOIN loans_draw d ON d.facility_id = f.id
        WHERE n.kind = 'facility' GROUP BY n.id HAVING n.used_minor <> coalesce(sum(d.outstanding_minor), 0)""",
        # Contracts came later than loans: lines of before the first one have none.
        "a line that an offer became has its contract, on the same terms": """
        SELECT 'line', f.id FROM loans_facility f JOIN offers_offer o ON o.id = f.offer_id
        LEFT JOIN contracts_contract c ON c.loan_id = f.id AND c.offer_id = f.offer_id AND c.party_id = f.borrower_id
            AND (c.terms ->> 'limit_minor')::bigint >= f.limit_minor AND (c.terms ->> 'term_days')::int = f.term_days
        WHERE c.id IS NULL AND f.opened_at >= (SELECT min(signed_at) FROM contracts_contract)""",
        "what was withheld was booked": """
        SELECT 'withholding', w.id FROM loans_withholding w LEFT JOIN loans_loantransaction t ON t.id = w.transaction_id
        WHERE w.amount_minor <> coalesce(t.amount_minor, 0) OR (t.id IS NOT NULL AND t.reference <> w.payout_id)""",
    },
)
