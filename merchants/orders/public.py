"""What other rooms and wings may take from orders."""

from .access import order_for_buyer, order_for_shop, order_to_pay, order_waiting
from .actions import Draft, accept_order, cancel_order, close_unpaid, hand_over, mark_ready, place_order, reject_order, send_out
from .errors import OrderMoved, OrderNotFound, PriceChanged
from .models import Line, Order
from .queries import errand, orders_of, takings, with_lines
from .rules import Wanted

__all__ = [
    "Draft",
    "Line",
    "Order",
    "OrderMoved",
    "OrderNotFound",
    "PriceChanged",
    "Wanted",
    "accept_order",
    "cancel_order",
    "close_unpaid",
    "errand",
    "hand_over",
    "mark_ready",
    "order_for_buyer",
    "order_for_shop",
    "order_to_pay",
    "order_waiting",
    "orders_of",
    "place_order",
    "reject_order",
    "send_out",
    "takings",
    "with_lines",
]
