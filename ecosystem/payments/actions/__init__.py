"""The verbs of the payments room, by what they are about."""

from .addressing import readdress
from .besides import let_go_of_beside
from .by_hand import ask_by_hand, send_by_hand
from .cases import ask_waiver, explain_case, waive_case
from .charging import claim, due_charges, let_go_of_open, shares_under_way
from .deciding import decide_by_file
from .disbursing import Destination, ask, clearing_of, disburse, on_their_way, send, submit, take_word
from .hearing import hear, take_acquirer_word
from .paycodes import pay_code_of, take_pay_code
from .paying import Payee, confirm_payment, create_payment, draft_payment, draft_shares, fail_payment, lock_payment
from .reconciling import Compared, close_reconciled_day, compared_by_file, read_statement, reconcile, reconcile_day
from .refunding import ask_refund_by_hand, create_refund, hear_refund, hold_refund, send_refund_by_hand, try_refund
from .returning import due_refunds
from .working import work_on, work_on_all, work_on_refund

__all__ = [
    "Compared",
    "Destination",
    "Payee",
    "ask",
    "ask_by_hand",
    "ask_refund_by_hand",
    "ask_waiver",
    "claim",
    "clearing_of",
    "close_reconciled_day",
    "compared_by_file",
    "confirm_payment",
    "create_payment",
    "create_refund",
    "decide_by_file",
    "disburse",
    "draft_payment",
    "draft_shares",
    "due_charges",
    "due_refunds",
    "explain_case",
    "fail_payment",
    "hear",
    "hear_refund",
    "hold_refund",
    "let_go_of_beside",
    "let_go_of_open",
    "lock_payment",
    "on_their_way",
    "pay_code_of",
    "read_statement",
    "readdress",
    "reconcile",
    "reconcile_day",
    "send",
    "send_by_hand",
    "send_refund_by_hand",
    "shares_under_way",
    "submit",
    "take_acquirer_word",
    "take_pay_code",
    "take_word",
    "try_refund",
    "waive_case",
    "work_on",
    "work_on_all",
    "work_on_refund",
]
