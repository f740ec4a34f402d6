"""What other rooms and wings may take from customers."""

from .access import card_for
from .actions import Details, add_card, item_sold, make_link, pay_tab, receive, set_terms, tab_payment_for
from .errors import CustomerNotFound, PaysTooMuch, TabLimitReached, TabOverdue
from .leaves import NO_LEAVE, WHAT, is_nameless, leaves_of, parties_behind, set_leave, takers_of_offers
from .models import Card, Leave, OpenItem, TabPayment
from .queries import cards_of, open_items
from .rules import AGE_NAMES, age_of, masked

TAB = "tab"

__all__ = [
    "AGE_NAMES",
    "NO_LEAVE",
    "TAB",
    "WHAT",
    "Card",
    "CustomerNotFound",
    "Details",
    "Leave",
    "OpenItem",
    "PaysTooMuch",
    "TabLimitReached",
    "TabOverdue",
    "TabPayment",
    "add_card",
    "age_of",
    "card_for",
    "cards_of",
    "is_nameless",
    "item_sold",
    "leaves_of",
    "make_link",
    "masked",
    "open_items",
    "parties_behind",
    "pay_tab",
    "receive",
    "set_leave",
    "set_terms",
    "tab_payment_for",
    "takers_of_offers",
]
