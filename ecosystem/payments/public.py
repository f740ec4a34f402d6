"""What other rooms and wings may take from payments."""

from .access import payment_for
from .actions import (
    Destination,
    Payee,
    ask_refund_by_hand,
    clearing_of,
    confirm_payment,
    create_payment,
    create_refund,
    disburse,
    draft_payment,
    draft_shares,
    fail_payment,
    hear_refund,
    let_go_of_open,
    lock_payment,
    pay_code_of,
    readdress,
    send_refund_by_hand,
    shares_under_way,
    take_pay_code,
    try_refund,
    work_on,
)
from .actions.paycodes import MOST_MINOR as PAY_CODE_MOST
from .bank_account import NAME as BANK_ACCOUNT
from .bank_account import payment_legs
from .cash import NAME as CASH
from .cash import outside_legs
from .errors import PaymentFailed, PaymentNotFound, RefundTooLarge, UnknownMethod, UnknownRail
from .models import OPEN, Charge, Disbursement, MethodFee, Payment, Refund, Share
from .queries import acquiring_fee_of, documents_of, fee_rate, fee_shares, latest_payment_of, latest_refund_of, open_case_ids, ways_to_pay

__all__ = [
    "BANK_ACCOUNT",
    "CASH",
    "OPEN",
    "PAY_CODE_MOST",
    "Charge",
    "Destination",
    "Disbursement",
    "MethodFee",
    "Payee",
    "Payment",
    "PaymentFailed",
    "PaymentNotFound",
    "Refund",
    "RefundTooLarge",
    "Share",
    "UnknownMethod",
    "UnknownRail",
    "acquiring_fee_of",
    "ask_refund_by_hand",
    "clearing_of",
    "confirm_payment",
    "create_payment",
    "create_refund",
    "disburse",
    "documents_of",
    "draft_payment",
    "draft_shares",
    "fail_payment",
    "fee_rate",
    "fee_shares",
    "hear_refund",
    "latest_payment_of",
    "latest_refund_of",
    "let_go_of_open",
    "lock_payment",
    "open_case_ids",
    "outside_legs",
    "pay_code_of",
    "payment_for",
    "payment_legs",
    "readdress",
    "send_refund_by_hand",
    "shares_under_way",
    "take_pay_code",
    "try_refund",
    "ways_to_pay",
    "work_on",
]
