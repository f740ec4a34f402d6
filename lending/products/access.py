"""Terms are read by officers and risk managers, written down by one officer and put in force by another."""

from __future__ import annotations

from uuid import UUID

from ecosystem.kernel.actor import Actor
from lending.offices.public import require_officer

from .errors import ProposalNotFound
from .models import TermsProposal


def held_proposal(by: Actor, proposal_id: UUID) -> TermsProposal:
    """Locked. Raises ``Unauthenticated``, ``LendersOnly``, ``ProposalNotFound``."""
    require_officer(by)
    proposal = TermsProposal.objects.select_for_update(no_key=True).filter(pk=proposal_id).first()
    if proposal is None:
        raise ProposalNotFound
    return proposal
