"""Making offers, and how each of them ends."""

from .ending import decline_offer, expire_offers, take_offer, withdraw_unconsented
from .granting import decide_referral
from .making import REFUSAL_TOLD, Qualification, agree_and_ask, ask_for_offer, deliver_offer, make_offer, qualify, qualify_party, tell_refusal
from .nightly import qualify_parties

__all__ = [
    "REFUSAL_TOLD",
    "Qualification",
    "agree_and_ask",
    "ask_for_offer",
    "decide_referral",
    "decline_offer",
    "deliver_offer",
    "expire_offers",
    "make_offer",
    "qualify",
    "qualify_parties",
    "qualify_party",
    "take_offer",
    "tell_refusal",
    "withdraw_unconsented",
]
