"""Shops, their hours, their slots, where they bring things, and the words they are found by."""

from .days import SpecialHours
from .documents import SearchDocument
from .shops import MOST_MARGIN_BP, Category, OpeningInterval, Shop
from .slots import Booking, Slot, SlotRow
from .zones import DeliveryZone

__all__ = ["MOST_MARGIN_BP", "Booking", "Category", "DeliveryZone", "OpeningInterval", "SearchDocument", "Shop", "Slot", "SlotRow", "SpecialHours"]
