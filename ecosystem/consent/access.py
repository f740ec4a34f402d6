"""Only the party herself, or an owner of it, decides on its consents."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from ecosystem.identity.public import Membership, Party
from ecosystem.kernel.actor import Actor

from .errors import GrantNotFound, PartyNotYours, ProposalNotFound
from .models import Grant, Proposal


def parties_of(by: Actor) -> QuerySet[Party]:
    """The parties that ``by`` decides for: herself, and those she owns today."""
    if by.person_id is None:
        return Party.objects.none()
    owned = Membership.objects.filter(person=by.person_id, role=Membership.Role.OWNER, ended_at=None)
    return Party.objects.filter(Q(person=by.person_id) | Q(pk__in=owned.values("party")))


def decides_for(by: Actor, party_id: UUID) -> bool:
    return parties_of(by).filter(pk=party_id).exists()


def party_for(by: Actor, party_id: UUID) -> Party:
    party = parties_of(by).filter(pk=party_id).first()
    if party is None:
        raise PartyNotYours
    return party


def grant_for(by: Actor, grant_id: UUID, *, lock: bool = False) -> Grant:
    grants = Grant.objects.filter(pk=grant_id, party__in=parties_of(by))
    grant = (grants.select_for_update(of=("self",), no_key=True) if lock else grants).first()
    if grant is None:
        raise GrantNotFound
    return grant


def proposal_for(by: Actor, proposal_id: UUID) -> Proposal:
    """Whoever decides on it holds the party's row, so it needs no lock of its own."""
    proposal = Proposal.objects.filter(pk=proposal_id, party__in=parties_of(by)).first()
    if proposal is None:
        raise ProposalNotFound
    return proposal
