from .assigning import assign, claim, withdraw_ended
from .ending import Tried, bring_back, deliver, fail, leave_at_door, try_again, try_to_deliver
from .letting import let_leave, let_ring
from .riding import accept, arrive, decline, pick_up

__all__ = [
    "Tried",
    "accept",
    "arrive",
    "assign",
    "bring_back",
    "claim",
    "decline",
    "deliver",
    "fail",
    "leave_at_door",
    "let_leave",
    "let_ring",
    "pick_up",
    "try_again",
    "try_to_deliver",
    "withdraw_ended",
]
