"""What other rooms may take from offices."""

from .access import (
    bankers_seeing,
    is_head_office,
    is_office_manager,
    is_officer,
    of_office,
    office_for,
    require_officer,
    require_reader,
    sees,
    sees_all,
    within,
)
from .actions import Shop, follow_shops, move_banker, open_office, place_businesses, shop_of
from .errors import LendersOnly, OfficeNotFound
from .models import Home, Office
from .queries import UNKNOWN, offices_to_choose

__all__ = [
    "UNKNOWN",
    "Home",
    "LendersOnly",
    "Office",
    "OfficeNotFound",
    "Shop",
    "bankers_seeing",
    "follow_shops",
    "is_head_office",
    "is_office_manager",
    "is_officer",
    "move_banker",
    "of_office",
    "office_for",
    "offices_to_choose",
    "open_office",
    "place_businesses",
    "require_officer",
    "require_reader",
    "sees",
    "sees_all",
    "shop_of",
    "within",
]
