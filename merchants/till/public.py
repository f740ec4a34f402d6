"""What other rooms and wings may take from the till."""

from .actions import open_shift, replay, ring_up, sell
from .models import Todo
from .rules import Ticket, TicketLine

__all__ = ["Ticket", "TicketLine", "Todo", "open_shift", "replay", "ring_up", "sell"]
