"""What other rooms and wings may take from loans."""

from .acceptance import ChosenTerms, accept_offer
from .actions import draw_into, give_back_to, repay_early, require_drawable, require_within
from .models import Draw, Facility
from .portfolio import Slice, book, sliced
from .queries import Costed, cost_of_draw, falls_due, open_line, owed_by_line
from .yields import Earned, Used, earned_between, lines_of_office, used_by_month

__all__ = [
    "ChosenTerms",
    "Costed",
    "Draw",
    "Earned",
    "Facility",
    "Slice",
    "Used",
    "accept_offer",
    "book",
    "cost_of_draw",
    "draw_into",
    "earned_between",
    "falls_due",
    "give_back_to",
    "lines_of_office",
    "open_line",
    "owed_by_line",
    "repay_early",
    "require_drawable",
    "require_within",
    "sliced",
    "used_by_month",
]
