"""What other rooms and wings may take from offers."""

from .access import business_of, businesses_of, offer_for
from .actions import (
    REFUSAL_TOLD,
    Qualification,
    ask_for_offer,
    decide_referral,
    decline_offer,
    deliver_offer,
    expire_offers,
    make_offer,
    qualify,
    qualify_parties,
    qualify_party,
    take_offer,
)
from .errors import AmountOutOfRange, CostAboveCap, OfferExpired, OfferNotFound, OfferNotOpen, OfferStale, OwnersOnly
from .explain import PURPOSES, quote
from .models import Offer
from .queries import Made, is_stale, made_by_month, offer_of, open_offer, prices_of

__all__ = [
    "PURPOSES",
    "REFUSAL_TOLD",
    "AmountOutOfRange",
    "CostAboveCap",
    "Made",
    "Offer",
    "OfferExpired",
    "OfferNotFound",
    "OfferNotOpen",
    "OfferStale",
    "OwnersOnly",
    "Qualification",
    "ask_for_offer",
    "business_of",
    "businesses_of",
    "decide_referral",
    "decline_offer",
    "deliver_offer",
    "expire_offers",
    "is_stale",
    "made_by_month",
    "make_offer",
    "offer_for",
    "offer_of",
    "open_offer",
    "prices_of",
    "qualify",
    "qualify_parties",
    "qualify_party",
    "quote",
    "take_offer",
]
