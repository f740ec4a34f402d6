"""What other rooms and wings may take from consent."""

from .access import decides_for, parties_of
from .actions import give_consent, grant, revoke, withdraw_consent
from .errors import ConsentWithdrawn, PartyNotYours
from .models import Grant
from .purposes import CASH_ADVICE, CREDIT_ASSESSMENT, OUTSIDE_TRADE, Purpose, purpose_named
from .queries import held_grants, require_grant, standing_grant

__all__ = [
    "CASH_ADVICE",
    "CREDIT_ASSESSMENT",
    "OUTSIDE_TRADE",
    "ConsentWithdrawn",
    "Grant",
    "PartyNotYours",
    "Purpose",
    "decides_for",
    "give_consent",
    "grant",
    "held_grants",
    "parties_of",
    "purpose_named",
    "require_grant",
    "revoke",
    "standing_grant",
    "withdraw_consent",
]
