"""The verbs of the limits room, by what they are about."""

from .moving import cancel, confirm, expire, expire_reservation, expire_reservations, locked_path, release, reserve, trim
from .restraining import cut_by_hand, cut_limit, freeze, freeze_by_hand, read_limits, unfreeze, unfreeze_by_hand
from .tree import OBLIGOR_LIMIT_MINOR, join_group, leave_group, open_group, open_line

__all__ = [
    "OBLIGOR_LIMIT_MINOR",
    "cancel",
    "confirm",
    "cut_by_hand",
    "cut_limit",
    "expire",
    "expire_reservation",
    "expire_reservations",
    "freeze",
    "freeze_by_hand",
    "join_group",
    "leave_group",
    "locked_path",
    "open_group",
    "open_line",
    "read_limits",
    "release",
    "reserve",
    "trim",
    "unfreeze",
    "unfreeze_by_hand",
]
