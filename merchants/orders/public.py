"""What other rooms and wings may take from orders."""

from .access import order_for_buyer, order_for_shop, order_to_pay, order_waiting
from .actions import (
    Draft,
    Gone,
    Placed,
    Sold,
    accept_order,
    agree_to_cancel,
    ask_to_cancel,
    cancel_order,
    close_unpaid,
    dealt,
    hand_over,
    mark_ready,
    pieces_of,
    place_errand,
    place_order,
    place_sale,
    refuse_to_cancel,
    reject_order,
    send_out,
    take_money,
)
from .actions.completing import complete_and_tell, held_for, hold_for_completion, sale_of, settled_fact
from .actions.moving import moved_note
from .actions.paying import PaidOrder, paid_publication
from .actions.placing import draft_lines, draft_order
from .actions.pricing import Priced
from .errors import NotOnSale, OrderMoved, OrderNotFound, PriceChanged, SaleIdTaken, SellingSuspended
from .facts import OrderRefunded
from .models import Line, Order
from .queries import among, bought_at, errand, open_among, orders_in, orders_of, takings, with_lines
from .rules import OUTSIDE, Wanted

__all__ = [
    "OUTSIDE",
    "Draft",
    "Gone",
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
    "SellingSuspended",
    "Sold",
    "Wanted",
    "accept_order",
    "agree_to_cancel",
    "among",
    "ask_to_cancel",
    "bought_at",
    "cancel_order",
    "close_unpaid",
    "complete_and_tell",
    "dealt",
    "draft_lines",
    "draft_order",
    "errand",
    "hand_over",
    "held_for",
    "hold_for_completion",
    "mark_ready",
    "moved_note",
    "open_among",
    "order_for_buyer",
    "order_for_shop",
    "order_to_pay",
    "order_waiting",
    "orders_in",
    "orders_of",
    "paid_publication",
    "pieces_of",
    "place_errand",
    "place_order",
    "place_sale",
    "refuse_to_cancel",
    "reject_order",
    "sale_of",
    "send_out",
    "settled_fact",
    "take_money",
    "takings",
    "with_lines",
]
