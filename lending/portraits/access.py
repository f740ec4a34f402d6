"""A portrait is seen by an owner of the business, by lenders of the bank and by whoever judges them; each look is recorded by the verb."""

from __future__ import annotations

from uuid import UUID

from ecosystem.identity.public import Membership, Party, bank_roles_of, holds_role
from ecosystem.kernel.actor import Actor
from lending.offices.public import sees

from .errors import PortraitNotFound
from .rules import NAMES

# A case that is retraced ends at its facts.
LENDERS = frozenset({Membership.Role.RELATIONSHIP_MANAGER, Membership.Role.CREDIT_OFFICER, Membership.Role.RISK_MANAGER})


def is_lender(by: Actor) -> bool:
    return bool(LENDERS & bank_roles_of(by))


def business_for(by: Actor, party_id: UUID) -> Party:
    """Raises ``PortraitNotFound``: no such business, or ``by`` neither owns it nor lends or judges where it is at home."""
    party = Party.objects.filter(pk=party_id).first()
    if party is None or not (holds_role(by, party_id, {Membership.Role.OWNER}) or (is_lender(by) and sees(by, party_id))):
        raise PortraitNotFound
    return party


def feature_named(name: str) -> str:
    """Raises ``PortraitNotFound``: no portrait has such a feature."""
    if name not in NAMES:
        raise PortraitNotFound
    return name
