"""What other rooms of the residents may take from baskets."""

from .actions import Wish, checkout, pay_order, put_in_basket
from .queries import quote_for
from .rides import ride_along
from .rules import Item, Part, Quote, in_round, quoted
from .views.paying import after_paying, chosen_way

__all__ = [
    "Item",
    "Part",
    "Quote",
    "Wish",
    "after_paying",
    "checkout",
    "chosen_way",
    "in_round",
    "pay_order",
    "put_in_basket",
    "quote_for",
    "quoted",
    "ride_along",
]
