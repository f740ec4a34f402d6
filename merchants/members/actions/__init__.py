"""The verbs of the members room, by what they are about."""

from .joining import end_membership, join_shop, leave_shop
from .points import Matured, earn_points, expire_points, recount_levels, spend_points
from .programme import LevelTerms, define_programme

__all__ = [
    "LevelTerms",
    "Matured",
    "define_programme",
    "earn_points",
    "end_membership",
    "expire_points",
    "join_shop",
    "leave_shop",
    "recount_levels",
    "spend_points",
]
