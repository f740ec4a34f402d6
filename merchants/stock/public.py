"""What other rooms and wings may take from stock."""

from .actions import (
    ReceiptLine,
    Shelf,
    add_receipt,
    commit,
    draft_reservations,
    hold_shelves,
    receipt_body,
    receive_stock,
    received_fact,
    release,
    reserve,
    set_on_hand,
)
from .errors import BadQuantity, SoldOut
from .models import Level, Movement, Receipt, Reservation
from .rules import Demand, checked_quantity

__all__ = [
    "BadQuantity",
    "Demand",
    "Level",
    "Movement",
    "Receipt",
    "ReceiptLine",
    "Reservation",
    "Shelf",
    "SoldOut",
    "add_receipt",
    "checked_quantity",
    "commit",
    "draft_reservations",
    "hold_shelves",
    "receipt_body",
    "receive_stock",
    "received_fact",
    "release",
    "reserve",
    "set_on_hand",
]
