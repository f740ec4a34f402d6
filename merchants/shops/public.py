"""What other rooms and wings may take from shops."""

from .access import KEEPERS, OWNERS, shop_for, shops_of, shops_where
from .actions import Profile, draft_intervals, draft_shop, open_shop
from .models import Category, OpeningInterval, Shop
from .queries import ServingShop, serving_shops
from .rules import Hours, every_day, is_open, next_change

__all__ = [
    "KEEPERS",
    "OWNERS",
    "Category",
    "Hours",
    "OpeningInterval",
    "Profile",
    "ServingShop",
    "Shop",
    "draft_intervals",
    "draft_shop",
    "every_day",
    "is_open",
    "next_change",
    "open_shop",
    "serving_shops",
    "shop_for",
    "shops_of",
    "shops_where",
]
