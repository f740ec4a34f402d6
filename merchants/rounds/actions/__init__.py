"""The verbs of the rounds room, by what they are about."""

from .closing import call_off_round, close_rounds, warn_rounds
from .opening import leave_round, open_round, serve_round
from .seating import hold_rounds, leave_round_seats, pay_round_seats, take_round_seats

__all__ = [
    "call_off_round",
    "close_rounds",
    "hold_rounds",
    "leave_round",
    "leave_round_seats",
    "open_round",
    "pay_round_seats",
    "serve_round",
    "take_round_seats",
    "warn_rounds",
]
