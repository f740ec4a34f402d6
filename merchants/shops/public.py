"""What other rooms and wings may take from shops."""

from .access import (
    ACCOUNTANTS,
    BUYERS,
    KEEPERS,
    MANAGERS,
    OWNERS,
    RIDERS,
    SELLERS,
    STOCKERS,
    first_shop_of,
    held_at,
    holds_at,
    shop_for,
    shops_of,
    shops_where,
    works_at,
)
from .actions import Profile, change_hours, draft_intervals, draft_shop, open_shop, resume_selling, stop_selling
from .day_rules import SpecialDay
from .describing import Described, answering, describe, described_shop, words_found_by
from .door_rules import Door
from .errors import NoSlotLeft, SlotGone
from .models import Category, OpeningInterval, Shop, SpecialHours
from .nearby import After, Found, NearbyShop, RadiusOutOfRange, nearby_shops
from .pace_rules import Work, work_of
from .pacing import Serving, be_busy, end_modes, pause_for_misses, pause_selling, set_serving
from .queries import ServingShop, serving_shops
from .rules import Hours, clock_text, every_day, hours_between, is_open, next_change, orderly
from .seating import set_tables
from .signing import put_up_sign
from .slot_rules import Offer, Row, every
from .slotting import book_slot, open_slots, release_slots, set_slots
from .special_days import set_special_days
from .suspending import Stop, hold_funds, lift_suspension, release_funds, suspend_selling
from .table_rules import LONGEST_NAME, MOST_TABLES, place_names, table_label, table_told
from .zone_rules import DeliveryTerms, Zone, around, degrees
from .zoning import set_zones, zones_of

__all__ = [
    "ACCOUNTANTS",
    "BUYERS",
    "KEEPERS",
    "LONGEST_NAME",
    "MANAGERS",
    "MOST_TABLES",
    "OWNERS",
    "RIDERS",
    "SELLERS",
    "STOCKERS",
    "After",
    "Category",
    "DeliveryTerms",
    "Described",
    "Door",
    "Found",
    "Hours",
    "NearbyShop",
    "NoSlotLeft",
    "Offer",
    "OpeningInterval",
    "Profile",
    "RadiusOutOfRange",
    "Row",
    "Serving",
    "ServingShop",
    "Shop",
    "SlotGone",
    "SpecialDay",
    "SpecialHours",
    "Stop",
    "Work",
    "Zone",
    "answering",
    "around",
    "be_busy",
    "book_slot",
    "change_hours",
    "clock_text",
    "degrees",
    "describe",
    "described_shop",
    "draft_intervals",
    "draft_shop",
    "end_modes",
    "every",
    "every_day",
    "first_shop_of",
    "held_at",
    "hold_funds",
    "holds_at",
    "hours_between",
    "is_open",
    "lift_suspension",
    "nearby_shops",
    "next_change",
    "open_shop",
    "open_slots",
    "orderly",
    "pause_for_misses",
    "pause_selling",
    "place_names",
    "put_up_sign",
    "release_funds",
    "release_slots",
    "resume_selling",
    "serving_shops",
    "set_serving",
    "set_slots",
    "set_special_days",
    "set_tables",
    "set_zones",
    "shop_for",
    "shops_of",
    "shops_where",
    "stop_selling",
    "suspend_selling",
    "table_label",
    "table_told",
    "words_found_by",
    "work_of",
    "works_at",
    "zones_of",
]
