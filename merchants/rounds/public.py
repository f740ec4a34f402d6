"""What other rooms and wings may take from rounds."""

from .access import round_by_code, round_served_by, round_shown
from .actions import hold_rounds, leave_round_seats, pay_round_seats, take_round_seats
from .errors import NotOnRound, RoundFull, RoundNotFound, RoundOver
from .models import Round, Seat
from .queries import NearRound, rounds_near, rounds_of, rounds_with_all, seat_of_order, seats_of, served_by

__all__ = [
    "NearRound",
    "NotOnRound",
    "Round",
    "RoundFull",
    "RoundNotFound",
    "RoundOver",
    "Seat",
    "hold_rounds",
    "leave_round_seats",
    "pay_round_seats",
    "round_by_code",
    "round_served_by",
    "round_shown",
    "rounds_near",
    "rounds_of",
    "rounds_with_all",
    "seat_of_order",
    "seats_of",
    "served_by",
    "take_round_seats",
]
