"""What other rooms and wings may take from payments."""

from .actions import Payee, confirm_payment, create_payment, create_refund, draft_payment, draft_shares, lock_payment
from .bank_account import NAME as BANK_ACCOUNT
from .bank_account import payment_legs
from .cash import NAME as CASH
from .cash import outside_legs
from .errors import PaymentFailed, PaymentNotFound, RefundTooLarge, UnknownMethod
from .models import Payment, Refund

__all__ = [
    "BANK_ACCOUNT",
    "CASH",
    "Payee",
    "Payment",
    "PaymentFailed",
    "PaymentNotFound",
    "Refund",
    "RefundTooLarge",
    "UnknownMethod",
    "confirm_payment",
    "create_payment",
    "create_refund",
    "draft_payment",
    "draft_shares",
    "lock_payment",
    "outside_legs",
    "payment_legs",
]
