"""What other rooms and wings may take from members."""

from .actions import Matured, earn_points, join_shop, leave_shop, spend_points
from .errors import NotAMember, ProgrammeNotFound, TooFewPoints
from .models import Member, PointLot, Programme
from .queries import member_of, open_programme, points_of, shops_with_members, standings_of

__all__ = [
    "Matured",
    "Member",
    "NotAMember",
    "PointLot",
    "Programme",
    "ProgrammeNotFound",
    "TooFewPoints",
    "earn_points",
    "join_shop",
    "leave_shop",
    "member_of",
    "open_programme",
    "points_of",
    "shops_with_members",
    "spend_points",
    "standings_of",
]
