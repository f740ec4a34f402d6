"""What other rooms and wings may take from shops."""

from .access import KEEPERS, OWNERS, shop_for, shops_of, shops_where
from .actions import Profile, draft_intervals, draft_shop, open_shop
from .models import Category, OpeningInterval, Shop
from .nearby import After, Found, NearbyShop, RadiusOutOfRange, nearby_shops
from .queries import ServingShop, serving_shops
from .rules import Hours, every_day, is_open, next_change

__all__ = [
    "KEEPERS",
    "OWNERS",
    "After",
    "Category",
    "Found",
    "Hours",
    "NearbyShop",
    "OpeningInterval",
    "Profile",
    "RadiusOutOfRange",
    "ServingShop",
    "Shop",
    "draft_intervals",
    "draft_shop",
    "every_day",
    "is_open",
    "nearby_shops",
    "next_change",
    "open_shop",
    "serving_shops",
    "shop_for",
    "shops_of",
    "shops_where",
]
