"""What other rooms and wings may take from cards."""

from .access import card_for_holder, card_shown
from .actions import Due, Tender, begin_with, buy_card, draw, end_card
from .errors import CardNotFound, CardOver
from .method import NAME as CARD
from .models import Plan, PrepaidCard
from .queries import cards_of, custody_for, last_checked, on_sale_at, statement_of, usable_for
from .rules import card_of_way, is_token, token_of, way_of

__all__ = [
    "CARD",
    "CardNotFound",
    "CardOver",
    "Due",
    "Plan",
    "PrepaidCard",
    "Tender",
    "begin_with",
    "buy_card",
    "card_for_holder",
    "card_of_way",
    "card_shown",
    "cards_of",
    "custody_for",
    "draw",
    "end_card",
    "is_token",
    "last_checked",
    "on_sale_at",
    "statement_of",
    "token_of",
    "usable_for",
    "way_of",
]
