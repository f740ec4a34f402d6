from .documents import MOST_BYTES, paper_read
from .numbers import food_number, identity_last_four, identity_number, licence_number
from .papers import KIND, Asked, Item, Paper, asked_of, checklist, next_day_of
from .standing import FINISH_WITHIN, MOVES, REMIND_DAYS, require_status

__all__ = [
    "FINISH_WITHIN",
    "KIND",
    "MOST_BYTES",
    "MOVES",
    "REMIND_DAYS",
    "Asked",
    "Item",
    "Paper",
    "asked_of",
    "checklist",
    "food_number",
    "identity_last_four",
    "identity_number",
    "licence_number",
    "next_day_of",
    "paper_read",
    "require_status",
]
