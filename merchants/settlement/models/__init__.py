"""Tariffs, what a shop earned by them, and what it owes back."""

from .recoveries import Mandate, Recovery
from .settlements import Settlement, SettlementLine
from .tariffs import CHANNELS, CommissionRule, HoldDays, Tariff

__all__ = ["CHANNELS", "CommissionRule", "HoldDays", "Mandate", "Recovery", "Settlement", "SettlementLine", "Tariff"]
