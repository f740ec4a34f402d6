"""Who may ask for a party's facts at all; whether he may read them, its consent decides."""

from __future__ import annotations

from uuid import UUID

from ecosystem.consent.public import decides_for
from ecosystem.identity.public import Membership, bank_roles_of
from ecosystem.kernel.actor import Actor

from .errors import PartyUnknown

LENDERS = frozenset({Membership.Role.RELATIONSHIP_MANAGER, Membership.Role.CREDIT_OFFICER, Membership.Role.RISK_MANAGER})


def require_reader(by: Actor, party_id: UUID) -> None:
    """The platform by a rule, a lender of the bank or whoever judges its lending, the party herself or an owner of it."""
    if not (by.is_platform or decides_for(by, party_id) or LENDERS & bank_roles_of(by)):
        raise PartyUnknown


def require_owner(by: Actor, party_id: UUID) -> None:
    if not (by.is_platform or decides_for(by, party_id)):
        raise PartyUnknown
