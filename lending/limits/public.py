"""What other rooms and wings may take from limits."""

from .actions import OBLIGOR_LIMIT_MINOR, cancel, confirm, freeze, open_line, release, reserve, unfreeze
from .errors import LimitExceeded, LimitFrozen, LimitKeyDiffers, LimitNotFound, ReservationResolved
from .models import LimitNode
from .queries import headroom_of, owed_by

__all__ = [
    "OBLIGOR_LIMIT_MINOR",
    "LimitExceeded",
    "LimitFrozen",
    "LimitKeyDiffers",
    "LimitNode",
    "LimitNotFound",
    "ReservationResolved",
    "cancel",
    "confirm",
    "freeze",
    "headroom_of",
    "open_line",
    "owed_by",
    "release",
    "reserve",
    "unfreeze",
]
