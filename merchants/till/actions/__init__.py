"""The verbs of the till."""

from .coding import ring_up
from .collecting import take_for_tab
from .phoning import take_order
from .printing import print_receipt
from .redeeming import redeem_voucher, undo_redemption
from .replaying import book_again, close_todo, drop_held, replay
from .returning import give_back
from .selling import sell
from .shifting import approve_shift, close_shift, open_shift, pay_in, pay_out

__all__ = [
    "approve_shift",
    "book_again",
    "close_shift",
    "close_todo",
    "drop_held",
    "give_back",
    "open_shift",
    "pay_in",
    "pay_out",
    "print_receipt",
    "redeem_voucher",
    "replay",
    "ring_up",
    "sell",
    "take_for_tab",
    "take_order",
    "undo_redemption",
]
