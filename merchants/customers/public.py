"""What other rooms and wings may take from customers."""

from .access import card_for
from .actions import Details, add_card, item_sold, make_link, pay_tab, receive, set_terms, tab_payment_for
from .errors import CustomerNotFound, PaysTooMuch, TabLimitReached, TabOverdue
from .models import Card, OpenItem, TabPayment
from .queries import cards_of, open_items
from .rules import masked

TAB = "tab"

__all__ = [
    "TAB",
    "Card",
    "CustomerNotFound",
    "Details",
    "OpenItem",
    "PaysTooMuch",
    "TabLimitReached",
    "TabOverdue",
    "TabPayment",
    "add_card",
    "card_for",
    "cards_of",
    "item_sold",
    "make_link",
    "masked",
    "open_items",
    "pay_tab",
    "receive",
    "set_terms",
    "tab_payment_for",
]
