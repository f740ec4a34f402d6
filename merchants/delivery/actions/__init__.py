from .assigning import assign, claim, withdraw_ended
from .couriered import begin_with_courier, go_on, take_from_courier
from .ending import Tried, bring_back, deliver, fail, leave_at_door, try_again, try_to_deliver
from .letting import let_leave, let_ring
from .parcels import Shown, collect, drop, fetch_back, go_back, send_overdue_back, show_code
from .riding import accept, arrive, decline, pick_up

__all__ = [
    "Shown",
    "Tried",
    "accept",
    "arrive",
    "assign",
    "begin_with_courier",
    "bring_back",
    "claim",
    "collect",
    "decline",
    "deliver",
    "drop",
    "fail",
    "fetch_back",
    "go_back",
    "go_on",
    "leave_at_door",
    "let_leave",
    "let_ring",
    "pick_up",
    "send_overdue_back",
    "show_code",
    "take_from_courier",
    "try_again",
    "try_to_deliver",
    "withdraw_ended",
]
