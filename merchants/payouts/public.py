"""What other rooms and wings may take from payouts."""

from .actions import (
    TermsChoice,
    approve_payout,
    change_terms,
    draft_payout,
    pay_out,
    pay_out_by_schedule,
    payout_fact,
    payout_legs,
    reject_payout,
    retry_payout,
    set_reserve,
)
from .errors import NothingToPayOut, PayoutMoved
from .models import Deduction, Payout, PayoutTerms
from .queries import sums_between

__all__ = [
    "Deduction",
    "NothingToPayOut",
    "Payout",
    "PayoutMoved",
    "PayoutTerms",
    "TermsChoice",
    "approve_payout",
    "change_terms",
    "draft_payout",
    "pay_out",
    "pay_out_by_schedule",
    "payout_fact",
    "payout_legs",
    "reject_payout",
    "retry_payout",
    "set_reserve",
    "sums_between",
]
