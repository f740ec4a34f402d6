"""What other rooms and wings may take from shops."""

from .access import ACCOUNTANTS, BUYERS, KEEPERS, MANAGERS, OWNERS, RIDERS, SELLERS, STOCKERS, held_at, holds_at, shop_for, shops_of, shops_where
from .actions import Profile, change_hours, draft_intervals, draft_shop, open_shop, resume_selling, stop_selling
from .describing import Described, describe
from .models import Category, OpeningInterval, Shop
from .nearby import After, Found, NearbyShop, RadiusOutOfRange, nearby_shops
from .queries import ServingShop, serving_shops
from .rules import Hours, clock_text, every_day, hours_between, is_open, next_change, orderly
from .suspending import Stop, hold_funds, lift_suspension, release_funds, suspend_selling

__all__ = [
    "ACCOUNTANTS",
    "BUYERS",
    "KEEPERS",
    "MANAGERS",
    "OWNERS",
    "RIDERS",
    "SELLERS",
    "STOCKERS",
    "After",
    "Category",
    "Described",
    "Found",
    "Hours",
    "NearbyShop",
    "OpeningInterval",
    "Profile",
    "RadiusOutOfRange",
    "ServingShop",
    "Shop",
    "Stop",
    "change_hours",
    "clock_text",
    "describe",
    "draft_intervals",
    "draft_shop",
    "every_day",
    "held_at",
    "hold_funds",
    "holds_at",
    "hours_between",
    "is_open",
    "lift_suspension",
    "nearby_shops",
    "next_change",
    "open_shop",
    "orderly",
    "release_funds",
    "resume_selling",
    "serving_shops",
    "shop_for",
    "shops_of",
    "shops_where",
    "stop_selling",
    "suspend_selling",
]
