"""The tables of stock, by what they tell of."""

from .batches import Batch, BatchMovement
from .counts import Count, CountLine, Tally
from .movements import Movement, Receipt, Reversal
from .quarantine import Quarantine
from .shelves import Level, Reservation, Setting
from .transfers import Transfer, TransferLine

__all__ = [
    "Batch",
    "BatchMovement",
    "Count",
    "CountLine",
    "Level",
    "Movement",
    "Quarantine",
    "Receipt",
    "Reservation",
    "Reversal",
    "Setting",
    "Tally",
    "Transfer",
    "TransferLine",
]
