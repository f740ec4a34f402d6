"""What other rooms and wings may take from limits."""

from .actions import (
    OBLIGOR_LIMIT_MINOR,
    cancel,
    confirm,
    cut_limit,
    expire,
    expire_reservations,
    freeze,
    locked_path,
    open_line,
    release,
    reserve,
    trim,
    unfreeze,
)
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
    "expire",
    "expire_reservations",
    "freeze",
    "headroom_of",
    "locked_path",
    "open_line",
    "owed_by",
    "release",
    "reserve",
    "trim",
    "unfreeze",
]
