"""The verbs of the groups room, by what they are about."""

from .deciding import complete_group, fail_late_groups
from .offering import end_group_buy, set_up_group_buy
from .seating import begin_group, hold_groups, leave_seats, pay_seats, take_seat

__all__ = [
    "begin_group",
    "complete_group",
    "end_group_buy",
    "fail_late_groups",
    "hold_groups",
    "leave_seats",
    "pay_seats",
    "set_up_group_buy",
    "take_seat",
]
