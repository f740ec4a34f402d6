"""What a shop takes off, who holds a coupon for it, what an order got, and who bears it."""

from .announcing import Announcement
from .budgets import Budget, BudgetEntry
from .coupons import Coupon
from .promotions import Promotion, Scope, Step
from .showings import Showing
from .uses import Use

__all__ = ["Announcement", "Budget", "BudgetEntry", "Coupon", "Promotion", "Scope", "Showing", "Step", "Use"]
