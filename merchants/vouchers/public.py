"""What other rooms and wings may take from vouchers."""

from .access import voucher_for_holder, voucher_shown
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
from .errors import StaleToken, TooLateToUndo, VoucherNotFound, VoucherOver
from .method import NAME as VOUCHER
from .models import Product, Redemption, Voucher
from .queries import may_undo, on_sale_at, uses_at
from .rules import UNDO_WITHIN, token_of

__all__ = [
    "UNDO_WITHIN",
    "VOUCHER",
    "Bought",
    "Product",
    "Redemption",
    "StaleToken",
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
    "token_of",
    "undo_use",
    "uses_at",
    "voucher_for_holder",
    "voucher_shown",
]
