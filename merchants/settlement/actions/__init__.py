"""The verbs of the settlement room, by what they are about."""

from .recovering import claw_back, end_mandate, give_mandate, net_off, repaid_from_receipts
from .releasing import lock_shop, release_held, set_hold_days
from .reversing import Returned, reverse_settlement
from .settling import Kept, Sale, accounts_of, draft_settlement, settle, settlement_legs
from .tariffs import RuleDraft, discard_tariff, draft_tariff, publish_tariff

__all__ = [
    "Kept",
    "Returned",
    "RuleDraft",
    "Sale",
    "accounts_of",
    "claw_back",
    "discard_tariff",
    "draft_settlement",
    "draft_tariff",
    "end_mandate",
    "give_mandate",
    "lock_shop",
    "net_off",
    "publish_tariff",
    "release_held",
    "repaid_from_receipts",
    "reverse_settlement",
    "set_hold_days",
    "settle",
    "settlement_legs",
]
