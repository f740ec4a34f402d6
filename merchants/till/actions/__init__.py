"""The verbs of the till."""

from .coding import ring_up, take_by_pay_code
from .collecting import take_for_tab
from .collections import CollectionPayable, book_as_sale, collect, link_to_sale, link_to_tab, match_collection
from .deciding import book_again, close_todo, drop_held
from .phoning import delivery_near, take_order
from .printing import print_receipt
from .redeeming import redeem_voucher, undo_redemption
from .replaying import replay, replay_use
from .returning import give_back
from .selling import sell
from .shifting import approve_shift, close_shift, open_shift, pay_in, pay_out

__all__ = [
    "CollectionPayable",
    "approve_shift",
    "book_again",
    "book_as_sale",
    "close_shift",
    "close_todo",
    "collect",
    "delivery_near",
    "drop_held",
    "give_back",
    "link_to_sale",
    "link_to_tab",
    "match_collection",
    "open_shift",
    "pay_in",
    "pay_out",
    "print_receipt",
    "redeem_voucher",
    "replay",
    "replay_use",
    "ring_up",
    "sell",
    "take_by_pay_code",
    "take_for_tab",
    "take_order",
    "undo_redemption",
]
