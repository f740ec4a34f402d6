"""The verbs of after-sale, by who acts."""

from .answering import accept_goods, agree, offer, refuse_goods, reject, say
from .applying import Application, answer_offer, apply, escalate, send_back, withdraw
from .deciding import decide, read_dispute, second, set_terms
from .giving import give_back, refund_lines
from .handing import hand_over_short, try_to_hand_over_short
from .refunding import ask_by_hand, retry_refund, send_by_hand
from .rewarding import reward_members
from .stocking import decide_restock
from .timing import time_out

__all__ = [
    "Application",
    "accept_goods",
    "agree",
    "answer_offer",
    "apply",
    "ask_by_hand",
    "decide",
    "decide_restock",
    "escalate",
    "give_back",
    "hand_over_short",
    "offer",
    "read_dispute",
    "refund_lines",
    "refuse_goods",
    "reject",
    "retry_refund",
    "reward_members",
    "say",
    "second",
    "send_back",
    "send_by_hand",
    "set_terms",
    "time_out",
    "try_to_hand_over_short",
    "withdraw",
]
