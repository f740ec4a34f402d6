"""What other rooms and wings may take from the till."""

from .actions import collect, match_collection, open_shift, replay, ring_up, sell
from .models import Collection, Shift, Todo
from .queries import collection_paid_by
from .rules import Ticket, TicketLine

__all__ = [
    "Collection",
    "Shift",
    "Ticket",
    "TicketLine",
    "Todo",
    "collect",
    "collection_paid_by",
    "match_collection",
    "open_shift",
    "replay",
    "ring_up",
    "sell",
]
