"""What other rooms and wings may take from payments."""

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
    lock_payment,
    send_refund_by_hand,
    try_refund,
)
from .bank_account import NAME as BANK_ACCOUNT
from .bank_account import payment_legs
from .cash import NAME as CASH
from .cash import outside_legs
from .errors import PaymentFailed, PaymentNotFound, RefundTooLarge, UnknownMethod, UnknownRail
from .models import Disbursement, MethodFee, Payment, Refund, Share
from .queries import acquiring_fee_of, fee_rate, fee_shares, open_case_ids

__all__ = [
    "BANK_ACCOUNT",
    "CASH",
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
    "draft_payment",
    "draft_shares",
    "fail_payment",
    "fee_rate",
    "fee_shares",
    "hear_refund",
    "lock_payment",
    "open_case_ids",
    "outside_legs",
    "payment_legs",
    "send_refund_by_hand",
    "try_refund",
]
