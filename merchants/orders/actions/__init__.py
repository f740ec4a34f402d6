"""The verbs of the orders room, by what happens to an order."""

from .cancelling import cancel_order, close_unpaid, reject_order
from .completing import complete
from .dealing import dealt, pieces_of, place_errand
from .paying import OrderPayable, OrderRefunds, take_money
from .placing import Draft, place_order
from .selling import Placed, Sold, place_sale
from .serving import accept_order, hand_over, mark_ready, send_out

__all__ = [
    "Draft",
    "OrderPayable",
    "OrderRefunds",
    "Placed",
    "Sold",
    "accept_order",
    "cancel_order",
    "close_unpaid",
    "complete",
    "dealt",
    "hand_over",
    "mark_ready",
    "pieces_of",
    "place_errand",
    "place_order",
    "place_sale",
    "reject_order",
    "send_out",
    "take_money",
]
