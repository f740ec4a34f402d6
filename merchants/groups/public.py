"""What other rooms and wings may take from groups."""

from .access import group_by_code
from .actions import begin_group, complete_group, end_group_buy, fail_late_groups, hold_groups, leave_seats, pay_seats, set_up_group_buy, take_seat
from .errors import GroupFull, GroupNotFound, GroupOver
from .models import Group, GroupBuy, Seat, Step
from .queries import group_buy_shown, groups_of, groups_to_join, running_at, seat_in
from .rules import CODE_LENGTH, deal_of

__all__ = [
    "CODE_LENGTH",
    "Group",
    "GroupBuy",
    "GroupFull",
    "GroupNotFound",
    "GroupOver",
    "Seat",
    "Step",
    "begin_group",
    "complete_group",
    "deal_of",
    "end_group_buy",
    "fail_late_groups",
    "group_buy_shown",
    "group_by_code",
    "groups_of",
    "groups_to_join",
    "hold_groups",
    "leave_seats",
    "pay_seats",
    "running_at",
    "seat_in",
    "set_up_group_buy",
    "take_seat",
]
