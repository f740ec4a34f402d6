"""Shops, their hours, and their slots."""

from .shops import Category, OpeningInterval, Shop
from .slots import Booking, Slot, SlotRow

__all__ = ["Booking", "Category", "OpeningInterval", "Shop", "Slot", "SlotRow"]
