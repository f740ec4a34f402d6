"""Money on its way from the shop's settled sales to its bank account, and on what terms."""

from .payout import Deduction, Payout
from .terms import PayoutTerms

__all__ = ["Deduction", "Payout", "PayoutTerms"]
