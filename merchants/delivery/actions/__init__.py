from .assigning import assign, claim, withdraw_ended
from .ending import Tried, bring_back, deliver, fail, try_to_deliver
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
    "pick_up",
    "try_to_deliver",
    "withdraw_ended",
]
