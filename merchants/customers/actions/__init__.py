"""The verbs of the customers room."""

from .cards import Details, add_card, change_card, make_link, set_terms
from .reminding import remind
from .selling import Tab, item_sold
from .settling import TabPayable, pay_tab, receive, tab_payment_for

__all__ = [
    "Details",
    "Tab",
    "TabPayable",
    "add_card",
    "change_card",
    "item_sold",
    "make_link",
    "pay_tab",
    "receive",
    "remind",
    "set_terms",
    "tab_payment_for",
]
