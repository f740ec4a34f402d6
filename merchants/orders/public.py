"""What other rooms and wings may take from orders."""

from .access import order_for_buyer, order_for_shop, order_to_pay, order_waiting
from .actions import (
    Draft,
    Placed,
    Sold,
    accept_order,
    cancel_order,
    close_unpaid,
    dealt,
    hand_over,
    mark_ready,
    pieces_of,
    place_errand,
    place_order,
    place_sale,
    reject_order,
    send_out,
)
from .actions.completing import hold_for_completion, sale_of, settled_fact
from .actions.moving import moved_note
from .actions.paying import PaidOrder, paid_publication
from .actions.placing import draft_lines, draft_order
from .actions.pricing import Priced
from .errors import NotOnSale, OrderMoved, OrderNotFound, PriceChanged, SaleIdTaken
from .facts import OrderRefunded
from .models import Line, Order
from .queries import bought_at, errand, orders_of, takings, with_lines
from .rules import OUTSIDE, Wanted

__all__ = [
    "OUTSIDE",
    "Draft",
    "Line",
    "NotOnSale",
    "Order",
    "OrderMoved",
    "OrderNotFound",
    "OrderRefunded",
    "PaidOrder",
    "Placed",
    "PriceChanged",
    "Priced",
    "SaleIdTaken",
    "Sold",
    "Wanted",
    "accept_order",
    "bought_at",
    "cancel_order",
    "close_unpaid",
    "dealt",
    "draft_lines",
    "draft_order",
    "errand",
    "hand_over",
    "hold_for_completion",
    "mark_ready",
    "moved_note",
    "order_for_buyer",
    "order_for_shop",
    "order_to_pay",
    "order_waiting",
    "orders_of",
    "paid_publication",
    "pieces_of",
    "place_errand",
    "place_order",
    "place_sale",
    "reject_order",
    "sale_of",
    "send_out",
    "settled_fact",
    "takings",
    "with_lines",
]
