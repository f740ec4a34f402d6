"""What other rooms and wings may take from staff."""

from .access import seller_at, sold_then
from .actions import note_approval, prove_pin, set_limits, set_pin
from .errors import AboveThreshold, MemberNotFound, PinLocked, PinMissing, PinWrong
from .queries import limits_for, sellers_at, thresholds_of
from .rules import Limits, widest

__all__ = [
    "AboveThreshold",
    "Limits",
    "MemberNotFound",
    "PinLocked",
    "PinMissing",
    "PinWrong",
    "limits_for",
    "note_approval",
    "prove_pin",
    "seller_at",
    "sellers_at",
    "set_limits",
    "set_pin",
    "sold_then",
    "thresholds_of",
    "widest",
]
