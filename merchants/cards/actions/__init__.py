"""The verbs of the cards room, by what they are about."""

from .buying import CardPayable, buy_card
from .ending import end_card, lapse_bonus, refund_suspended_cards
from .offering import define_plan, stop_plan
from .using import Due, Tender, begin_with, draw

__all__ = [
    "CardPayable",
    "Due",
    "Tender",
    "begin_with",
    "buy_card",
    "define_plan",
    "draw",
    "end_card",
    "lapse_bonus",
    "refund_suspended_cards",
    "stop_plan",
]
