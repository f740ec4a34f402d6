"""What other rooms may take from offices."""

from .access import bankers_seeing, is_head_office, sees, sees_all, within
from .actions import Shop, place_businesses, shop_of
from .models import Home
from .queries import UNKNOWN

__all__ = ["UNKNOWN", "Home", "Shop", "bankers_seeing", "is_head_office", "place_businesses", "sees", "sees_all", "shop_of", "within"]
