"""What must hold between the closed days, their steps and the loan book."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "closing_closeentry",
    {
        "no day is skipped": """
        SELECT 'day', "on" FROM (SELECT "on", lag("on") OVER (ORDER BY "on") AS before FROM closing_businessday) days
        WHERE before IS NOT NULL AND "on" <> before + 1""",
        "a day's interest equals its lines'": """
        SELECT 'day', b."on", b.interest_minor FROM closing_businessday b
        LEFT JOIN closing_closeentry e ON e."on" = b."on" AND e.step = 'accrual' GROUP BY b."on"
        HAVING b.interest_minor <> coalesce(sum(e.interest_minor), 0) OR b.lines <> count(e.id)""",
        "every line of a closed day took both steps": """
        SELECT 'line', facility_id, "on" FROM closing_closeentry GROUP BY facility_id, "on" HAVING count(*) <> 2""",
        "interest has run through the last closed day": """
        SELECT 'line', f.id, f.accrued_until FROM loans_facility f, (SELECT max("on") AS "on", max(closed_at) AS at FROM closing_businessday) last
        WHERE f.status <> 'closed' AND f.opened_at < last.at AND f.accrued_until <= last."on" AND f.opened_on < last."on" """,
    },
)
