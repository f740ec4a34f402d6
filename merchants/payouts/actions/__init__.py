"""The verbs of the payouts room, by what they are about."""

from .going import payout_fact
from .making import draft_payout, make_payout, pay_out, pay_out_by_schedule, payout_legs
from .moving import PayoutDisbursed, approve_payout, reject_payout, retry_payout
from .terms import TermsChoice, change_terms, set_reserve

__all__ = [
    "PayoutDisbursed",
    "TermsChoice",
    "approve_payout",
    "change_terms",
    "draft_payout",
    "make_payout",
    "pay_out",
    "pay_out_by_schedule",
    "payout_fact",
    "payout_legs",
    "reject_payout",
    "retry_payout",
    "set_reserve",
]
