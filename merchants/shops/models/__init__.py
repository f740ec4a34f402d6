"""Shops, their hours, their slots, and where they bring things."""

from .shops import Category, OpeningInterval, Shop
from .slots import Booking, Slot, SlotRow
from .zones import DeliveryZone

__all__ = ["Booking", "Category", "DeliveryZone", "OpeningInterval", "Shop", "Slot", "SlotRow"]
