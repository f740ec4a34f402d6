"""What must hold between promotions, coupons, what orders got, budgets and the ledger."""

from ecosystem.ports import SqlProof

PROOF = SqlProof(
    "promotions_use",
    {
        "what each line got sums to the discount": """
        SELECT 'use', u.id FROM promotions_use u WHERE u.discount_minor <> (SELECT SUM(share) FROM unnest(u.shares) AS share)""",
        "a promotion's counter is what stands against its budget": """
        SELECT 'promotion', p.id FROM promotions_promotion p LEFT JOIN (
            SELECT promotion_id, SUM(discount_minor) AS given FROM promotions_use WHERE status <> 'let_go' GROUP BY promotion_id) u
            ON u.promotion_id = p.id
        WHERE p.budget_minor IS NOT NULL AND p.given_minor <> COALESCE(u.given, 0)""",
        "coupons taken are coupons that exist": """
        SELECT 'promotion', p.id FROM promotions_promotion p LEFT JOIN (
            SELECT promotion_id, COUNT(*) AS held FROM promotions_coupon GROUP BY promotion_id) c ON c.promotion_id = p.id
        WHERE p.taken <> COALESCE(c.held, 0)""",
        "a coupon in an order was used by it": """
        SELECT 'coupon', c.id FROM promotions_coupon c LEFT JOIN promotions_use u
            ON u.coupon_id = c.id AND u.order_id = c.order_id AND u.status <> 'let_go'
        WHERE c.order_id IS NOT NULL AND u.id IS NULL""",
    },
)

BUDGETS = SqlProof(
    "promotions_budget",
    {
        "a budget is reserved, spent, withdrawn or left as its statement says": """
        SELECT 'budget', b.id FROM promotions_budget b LEFT JOIN (
            SELECT budget_id, COALESCE(SUM(amount_minor) FILTER (WHERE kind = 'funded'), 0) AS funded,
                COALESCE(SUM(CASE kind WHEN 'reserved' THEN amount_minor WHEN 'released' THEN -amount_minor WHEN 'spent' THEN -amount_minor END), 0)
                    AS reserved,
                COALESCE(SUM(CASE kind WHEN 'spent' THEN amount_minor WHEN 'returned' THEN -amount_minor END), 0) AS spent,
                COALESCE(SUM(amount_minor) FILTER (WHERE kind = 'withdrawn'), 0) AS withdrawn
            FROM promotions_budgetentry GROUP BY budget_id) e ON e.budget_id = b.id
        WHERE (b.funded_minor, b.reserved_minor, b.spent_minor, b.withdrawn_minor) IS DISTINCT FROM
            (COALESCE(e.funded, 0), COALESCE(e.reserved, 0), COALESCE(e.spent, 0), COALESCE(e.withdrawn, 0))""",
        "what is reserved or spent of a budget is what orders got": """
        SELECT 'budget', b.id FROM promotions_budget b LEFT JOIN (
            SELECT budget, SUM(amount) FILTER (WHERE status = 'held') AS reserved, SUM(amount - back) FILTER (WHERE status = 'kept') AS spent FROM (
                SELECT platform_budget_id AS budget, platform_minor AS amount, platform_returned_minor AS back, status FROM promotions_use
                UNION ALL SELECT supplier_budget_id, supplier_minor, supplier_returned_minor, status FROM promotions_use) parts GROUP BY budget) u
            ON u.budget = b.id
        WHERE b.reserved_minor <> COALESCE(u.reserved, 0) OR b.spent_minor <> COALESCE(u.spent, 0)""",
        "a budget account holds what its party's budgets have not paid": """
        SELECT 'party', a.party_id, a.balance_minor, b.rest FROM ledger_account a LEFT JOIN (
            SELECT party_id, SUM(funded_minor - spent_minor - withdrawn_minor) AS rest FROM promotions_budget GROUP BY party_id) b USING (party_id)
        WHERE a.kind = 'budget' AND a.balance_minor <> COALESCE(b.rest, 0)""",
    },
)
