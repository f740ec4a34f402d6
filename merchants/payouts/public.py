"""What other rooms and wings may take from payouts."""

from .actions import draft_payout, pay_out, pay_out_by_schedule, payout_fact, payout_legs
from .errors import NothingToPayOut
from .models import Deduction, Payout

__all__ = ["Deduction", "NothingToPayOut", "Payout", "draft_payout", "pay_out", "pay_out_by_schedule", "payout_fact", "payout_legs"]
