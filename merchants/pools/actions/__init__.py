"""The verbs of buying together."""

from .closing import close_pool, settle_deposit
from .joining import confirm_place, join_pool, open_pool, withdraw
from .laddering import set_ladder

__all__ = ["close_pool", "confirm_place", "join_pool", "open_pool", "set_ladder", "settle_deposit", "withdraw"]
