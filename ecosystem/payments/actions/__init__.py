"""The verbs of the payments room, by what they are about."""

from .cases import ask_waiver, explain_case, waive_case
from .disbursing import Destination, ask, clearing_of, disburse, on_their_way, send, submit, take_word
from .paying import Payee, confirm_payment, create_payment, draft_payment, draft_shares, fail_payment, lock_payment
from .reconciling import Compared, close_reconciled_day, read_statement, reconcile, reconcile_day
from .refunding import ask_refund_by_hand, create_refund, hear_refund, send_refund_by_hand, try_refund

__all__ = [
    "Compared",
    "Destination",
    "Payee",
    "ask",
    "ask_refund_by_hand",
    "ask_waiver",
    "clearing_of",
    "close_reconciled_day",
    "confirm_payment",
    "create_payment",
    "create_refund",
    "disburse",
    "draft_payment",
    "draft_shares",
    "explain_case",
    "fail_payment",
    "hear_refund",
    "lock_payment",
    "on_their_way",
    "read_statement",
    "reconcile",
    "reconcile_day",
    "send",
    "send_refund_by_hand",
    "submit",
    "take_word",
    "try_refund",
    "waive_case",
]
