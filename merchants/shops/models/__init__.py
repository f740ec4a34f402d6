"""Shops, their hours, their slots, and the words they are found by."""

from .documents import SearchDocument
from .shops import Category, OpeningInterval, Shop
from .slots import Booking, Slot, SlotRow

__all__ = ["Booking", "Category", "OpeningInterval", "SearchDocument", "Shop", "Slot", "SlotRow"]
