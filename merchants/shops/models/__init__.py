"""Shops, their hours, their slots, where they bring things, and the words they are found by."""

from .documents import SearchDocument
from .shops import Category, OpeningInterval, Shop
from .slots import Booking, Slot, SlotRow
from .zones import DeliveryZone

__all__ = ["Booking", "Category", "DeliveryZone", "OpeningInterval", "SearchDocument", "Shop", "Slot", "SlotRow"]
