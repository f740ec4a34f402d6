from .assigning import assign, claim, withdraw_ended
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
    "bring_back",
    "claim",
    "collect",
    "decline",
    "deliver",
    "drop",
    "fail",
    "fetch_back",
    "go_back",
    "leave_at_door",
    "let_leave",
    "let_ring",
    "pick_up",
    "send_overdue_back",
    "show_code",
    "try_again",
    "try_to_deliver",
    "withdraw_ended",
]
