"""Offers are for the owners of the business they were made to: absent and somebody else's look alike."""

from __future__ import annotations

from uuid import UUID

from ecosystem.identity.public import Membership, Party, holds_role, parties_where
from ecosystem.kernel.actor import Actor

from .errors import OfferNotFound, OwnersOnly
from .models import Offer

OWNER = frozenset({Membership.Role.OWNER})


def businesses_of(by: Actor) -> list[Party]:
    """What the actor owns, the first that she came to own first."""
    owned = parties_where(by, OWNER)
    found = {party.pk: party for party in Party.objects.filter(pk__in=owned).exclude(kind=Party.Kind.BANK_UNIT)}
    return [found[party_id] for party_id in dict.fromkeys(owned) if party_id in found]


def business_of(by: Actor, party_id: UUID) -> Party:
    """A business that the actor owns. Raises ``OwnersOnly``: absent and somebody else's look alike."""
    found = next((party for party in businesses_of(by) if party.pk == party_id), None)
    if found is None:
        raise OwnersOnly
    return found


def require_owner(by: Actor, party_id: UUID) -> None:
    if not holds_role(by, party_id, OWNER):
        raise OwnersOnly


def offer_for(by: Actor, offer_id: UUID, *, lock: bool = False) -> Offer:
    """Raises ``OfferNotFound``: no such offer, or not made to a business that ``by`` owns."""
    offers = Offer.objects.filter(pk=offer_id, party__in=parties_where(by, OWNER)).select_related("product", "decision__policy", "decision__snapshot")
    offer = (offers.locked() if lock else offers).first()
    if offer is None:
        raise OfferNotFound
    return offer
