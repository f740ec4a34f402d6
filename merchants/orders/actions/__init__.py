"""The verbs of the orders room, by what happens to an order."""

from .asking import agree_to_cancel, ask_to_cancel, refuse_to_cancel, stay
from .cancelling import Gone, cancel_order, close_unpaid, reject_order
from .completing import complete
from .dealing import NOTHING_HELD, Held, dealt, hold_deal, hold_errand, pieces_of, place_errand, place_held
from .gathering import go_on_with_groups
from .paying import OrderPayable, OrderRefunds, take_money
from .placing import Draft, place_order
from .riding import go_on_with_rounds
from .selling import Placed, Sold, pieces_sold, place_sale
from .serving import accept_order, hand_over, mark_ready, send_out, try_to_hand_over
from .timing import cancel_unanswered, complete_arrived, escalate_waiting, time_out_orders
from .weighing import weigh_order
from .writing import write_word

__all__ = [
    "NOTHING_HELD",
    "Draft",
    "Gone",
    "Held",
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
    "go_on_with_groups",
    "go_on_with_rounds",
    "hand_over",
    "hold_deal",
    "hold_errand",
    "mark_ready",
    "pieces_of",
    "pieces_sold",
    "place_errand",
    "place_held",
    "place_order",
    "place_sale",
    "refuse_to_cancel",
    "reject_order",
    "send_out",
    "stay",
    "take_money",
    "time_out_orders",
    "try_to_hand_over",
    "weigh_order",
    "write_word",
]
