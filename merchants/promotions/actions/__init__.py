"""The verbs of the promotions room, by what they are about."""

from .announcing import announce_promotion
from .bearing import Spent, hold_budgets, let_go_of_budgets, promise_budgets, return_to_funders, spend, write_returned, write_spent
from .claiming import claim_coupon, expire_coupons, void_coupon
from .defining import Terms, change_promotion, draft_promotion
from .funding import fund_budget, open_budget, stop_budget, withdraw_budget
from .running import end_promotion, pause_promotion, publish_promotion, turn_promotion
from .showing import count_shown
from .using import free_flash_stock, hold_deals, keep_uses, let_go_of_deals, return_coupon, use_coupons

__all__ = [
    "Spent",
    "Terms",
    "announce_promotion",
    "change_promotion",
    "claim_coupon",
    "count_shown",
    "draft_promotion",
    "end_promotion",
    "expire_coupons",
    "free_flash_stock",
    "fund_budget",
    "hold_budgets",
    "hold_deals",
    "keep_uses",
    "let_go_of_budgets",
    "let_go_of_deals",
    "open_budget",
    "pause_promotion",
    "promise_budgets",
    "publish_promotion",
    "return_coupon",
    "return_to_funders",
    "spend",
    "stop_budget",
    "turn_promotion",
    "use_coupons",
    "void_coupon",
    "withdraw_budget",
    "write_returned",
    "write_spent",
]
