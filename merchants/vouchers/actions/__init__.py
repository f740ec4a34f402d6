"""The verbs of the vouchers room, by what they are about."""

from .ending import expire_vouchers, refund_shop_vouchers, refund_suspended, refund_voucher
from .selling import Bought, VoucherPayable, buy_voucher, define_product, renew_code, stop_product
from .using import take_use, undo_use

__all__ = [
    "Bought",
    "VoucherPayable",
    "buy_voucher",
    "define_product",
    "expire_vouchers",
    "refund_shop_vouchers",
    "refund_suspended",
    "refund_voucher",
    "renew_code",
    "stop_product",
    "take_use",
    "undo_use",
]
