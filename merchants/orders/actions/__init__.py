"""The verbs of the orders room, by what happens to an order."""

from .asking import agree_to_cancel, ask_to_cancel, refuse_to_cancel
from .cancelling import Gone, cancel_order, close_unpaid, reject_order
from .completing import complete
from .dealing import dealt, pieces_of, place_errand
from .paying import OrderPayable, OrderRefunds, take_money
from .placing import Draft, place_order
from .selling import Placed, Sold, place_sale
from .serving import accept_order, hand_over, mark_ready, send_out
from .timing import cancel_unanswered, complete_arrived, escalate_waiting, time_out_orders

__all__ = [
    "Draft",
    "Gone",
    "OrderPayable",
    "OrderRefunds",
    "Placed",
    "Sold",
    "accept_order",
    "agree_to_cancel",
    "ask_to_cancel",
    "cancel_order",
    "cancel_unanswered",
    "close_unpaid",
    "complete",
    "complete_arrived",
    "dealt",
    "escalate_waiting",
    "hand_over",
    "mark_ready",
    "pieces_of",
    "place_errand",
    "place_order",
    "place_sale",
    "refuse_to_cancel",
    "reject_order",
    "send_out",
    "take_money",
    "time_out_orders",
]
