"""What other rooms and wings may take from limits."""

from .actions import OBLIGOR_LIMIT_MINOR, cancel, confirm, cut_limit, expire_reservations, freeze, open_line, release, reserve, unfreeze
from .errors import (
    LimitCutUpwards,
    LimitExceeded,
    LimitFrozen,
    LimitKeyDiffers,
    LimitNotFound,
    ReleasedTooMuch,
    ReservationExpired,
    ReservationResolved,
)
from .models import LimitNode
from .queries import headroom_of, owed_by

__all__ = [
    "OBLIGOR_LIMIT_MINOR",
    "LimitCutUpwards",
    "LimitExceeded",
    "LimitFrozen",
    "LimitKeyDiffers",
    "LimitNode",
    "LimitNotFound",
    "ReleasedTooMuch",
    "ReservationExpired",
    "ReservationResolved",
    "cancel",
    "confirm",
    "cut_limit",
    "expire_reservations",
    "freeze",
    "headroom_of",
    "open_line",
    "owed_by",
    "release",
    "reserve",
    "unfreeze",
]
