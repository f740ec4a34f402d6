"""The verbs of the points room, by what they are about."""

from .offering import Terms, bring_to_point, close_point, offer_point, stop_bringing
from .placing import Way, leave_places, move_parcel, take_places

__all__ = [
    "Terms",
    "Way",
    "bring_to_point",
    "close_point",
    "leave_places",
    "move_parcel",
    "offer_point",
    "stop_bringing",
    "take_places",
]
