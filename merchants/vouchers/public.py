"""What other rooms and wings may take from vouchers."""

from .access import voucher_for_holder
from .actions import (
    Bought,
    buy_voucher,
    define_product,
    expire_vouchers,
    refund_shop_vouchers,
    refund_voucher,
    renew_code,
    stop_product,
    take_use,
    undo_use,
)
from .errors import SentTooLate, StaleToken, TokenTaken, TooLateToUndo, VoucherNotFound, VoucherOver
from .method import NAME as VOUCHER
from .models import Product, Redemption, Voucher
from .queries import may_undo, on_sale_at, taken_at_till, token_of, uses_at, voucher_meant
from .rules import OFFLINE_LASTS, UNDO_WITHIN

__all__ = [
    "OFFLINE_LASTS",
    "UNDO_WITHIN",
    "VOUCHER",
    "Bought",
    "Product",
    "Redemption",
    "SentTooLate",
    "StaleToken",
    "TokenTaken",
    "TooLateToUndo",
    "Voucher",
    "VoucherNotFound",
    "VoucherOver",
    "buy_voucher",
    "define_product",
    "expire_vouchers",
    "may_undo",
    "on_sale_at",
    "refund_shop_vouchers",
    "refund_voucher",
    "renew_code",
    "stop_product",
    "take_use",
    "taken_at_till",
    "token_of",
    "undo_use",
    "uses_at",
    "voucher_for_holder",
    "voucher_meant",
]
