"""What other rooms of the residents may take from baskets."""

from .actions import Wish, checkout, pay_order, put_in_basket
from .queries import quote_for
from .rules import Item, Part, Quote, quoted

__all__ = ["Item", "Part", "Quote", "Wish", "checkout", "pay_order", "put_in_basket", "quote_for", "quoted"]
